"""The columns of every table: what they mean, their type, unit and range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from smile_commons.exports.tidy import KINDS
from smile_commons.scoring.judge.task import LABELS
from smile_commons.studies.tables.sources import FACTOR

STAGES = ("opening", "retest", "turn", "act", "final")
STATUSES = ("playing", "stopped", "failed", "done")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: type
    words: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    """All that it may hold; none: anything."""
    needed: bool = False
    """Whether it is never empty."""


def _position(name: str, words: str) -> Column:
    return Column(name, float, words, "position: -1 against, 1 for", -1, 1)


def _share(name: str, words: str) -> Column:
    return Column(name, float, words, "probability", 0, 1)


KEYS = (
    Column("run_id", str, "The run: its folder's name when it was made."),
    Column("study", str, "The study; empty: the run belongs to none."),
    Column("cell", str, "SHA-256 of what the cell is; empty: the run belongs to no study."),
    Column("block", str, "What the runs of a pair have in common: dialogue and seed."),
    Column("seed", int, "What was drawn by."),
    Column("dialogue", str, "Id of the dialogue.", needed=True),
    Column("dialogue_digest", str, "SHA-256 of the dialogue and what bears on it."),
    Column("control_arm", str, "Which control the run is; empty: none."),
    Column("model", str, "The model that spoke."),
    Column("model_digest", str, "SHA-256 of its weights; empty: an endpoint."),
    Column("judge", str, "The model that read the speeches; empty: none."),
    Column("judge_digest", str, "SHA-256 of its weights or of what it is."),
    Column("package_version", str, "The version of Smile Commons that played it."),
)
"""In every table, followed by a column a factor."""

_WHO = Column("persona", str, "Id of the persona; empty: all of them.")
_ON = Column("article", str, "Id of the article; empty: all of them.")
_TURN = Column("turn", int, "Number of the speech, from 1; 0: before the first.", low=0)
_SHARES = (
    _share("p_against", "How likely it is against the article."),
    _share("p_undecided", "How likely it is undecided."),
    _share("p_for", "How likely it is for the article."),
)
_UNSCORED = Column("unscored", str, "Why there is no value; empty: there is one.")

SCORES = (
    Column("id", str, "Id of the score: see the definitions.", needed=True),
    Column("definition_version", int, "Version of its definition.", needed=True, low=1),
    _WHO,
    _ON,
    Column("act", str, "Id of the act; empty: the whole debate."),
    Column("value", float, "The score; its range is its definition's. Empty: see `unscored`."),
    Column("low", float, "Lower end of the 95 % interval for this performance."),
    Column("high", float, "Upper end."),
    Column("start", float, "The same at the opening, for scores of a state."),
    Column("n", int, "Pairs of persona and article that it was computed from.", low=0),
    Column("left_out", int, "Ballots that could not be used.", low=0),
    Column("shown", bool, "Whether it stands clear of every control; empty: not to be decided."),
    _UNSCORED,
    Column("control", str, "Kind of its main control."),
    Column("control_value", float, "The score in the main control."),
    Column("difference", float, "Score less control."),
    Column("difference_low", float, "Lower end of its 95 % interval."),
    Column("difference_high", float, "Upper end."),
    _share("p", "p-value against the control that it is least clear of."),
    _share("p_adjusted", "The same by Holm's method over its family."),
    Column("family", str, "The scores that it is held against chance with."),
    Column("undecided", str, "Which control could not be computed, so that nothing is decided."),
    *(
        Column(f"{kind}_{part}", float, f"{words} of the control `{kind}`.")
        for kind in KINDS
        for part, words in (
            ("value", "Value"),
            ("difference", "Score less control,"),
            ("low", "Lower end of that difference,"),
            ("high", "Upper end of that difference,"),
            ("p", "p-value"),
        )
    ),
)
POSITIONS = (
    Column("channel", str, "Where it is from.", values=("ballot", "speech", "stated"), needed=True),
    Column("stage", str, "Of a ballot: when it was asked.", values=STAGES),
    _WHO,
    _ON,
    _TURN,
    _position("position", "Where the persona stands; empty: unscored."),
    *_SHARES,
    _UNSCORED,
)
BALLOTS = (
    Column("stage", str, "When it was asked.", values=STAGES, needed=True),
    Column("after_turn", int, "After which speech.", low=0, needed=True),
    _WHO,
    _ON,
    Column("form", int, "Which form of the question, from 0; empty: asked in one.", low=0),
    _position("position", "The position in that form; empty: unscored in it."),
    _position("ballot", "The mean of all forms, which is what scores are made of."),
    _position("alone", "The ballot by the article alone, without its negation."),
    Column(
        "inconsistency",
        float,
        "|p(article) + p(negation)|, mean of the forms: 0 no leaning, 2 yes to both.",
        low=0,
        high=2,
    ),
    *_SHARES,
    _UNSCORED,
)
SPEECHES = (
    _TURN,
    Column("act", str, "Id of the act.", needed=True),
    Column("speaker", str, "Id of the persona that speaks.", needed=True),
    Column("to", str, "Who is spoken to: ids, with commas."),
    Column("move", str, "What the speech does."),
    Column("article", str, "Id of the article that it was put on; empty: none."),
    Column("about", str, "What the move is about."),
    Column("by", str, "Who wrote it.", values=("agent", "human")),
    Column("words", int, "Words, set apart by blanks.", low=0),
    Column("takes", int, "Candidates that were written for it.", low=0),
    Column("prompt_tokens", int, "Tokens that were read for it.", "tokens", 0),
    Column("completion_tokens", int, "Tokens that were written for it.", "tokens", 0),
    Column("seconds", float, "Of the model's time.", "s", 0),
    Column("text", str, "What was said."),
)
READINGS = (
    _TURN,
    _WHO,
    _ON,
    _position("position", "What the speech says of the article; empty: it could not be told."),
    *_SHARES,
    Column("unread", str, "Why the judge could not tell; empty: it could."),
)
INFLUENCE = (
    _TURN,
    Column("speaker", str, "Who spoke.", needed=True),
    Column("listener", str, "Whose ballot moved.", needed=True),
    _ON,
    _position("side", "Where the speech stands."),
    _share("share", "The share of the listener's change that falls to the speech."),
    Column("change", float, "The listener's change between the ballots around it.", low=-2, high=2),
    Column("influence", float, "share * change.", low=-2, high=2),
    Column("low", float, "Lower end of the 95 % interval of the change."),
    Column("high", float, "Upper end."),
    Column("shown", bool, "Whether the change stands clear of what talk does (Holm)."),
)
CONSISTENCY = (
    Column("id", str, "Id of the score that it counts in.", needed=True),
    Column("definition_version", int, "Version of its definition.", low=1),
    _WHO,
    Column("turn", int, "Number of the speech; empty: an answer of an interview.", low=0),
    Column("stage", str, "Of an answer: when it was given."),
    Column("question", str, "Of an answer: what was asked."),
    Column("value", float, "What it counts."),
    Column("quote", str, "The words that count."),
    Column("against", str, "What they were held against."),
    Column("excuse", str, "Why a contradiction counts as none."),
)
RUNS = (
    Column("status", str, "How it stands.", values=STATUSES, needed=True),
    Column("error", str, "Why it failed."),
    Column("attempts", int, "How often it was tried.", low=0),
    Column("speeches", int, "Speeches that were given.", low=0),
    Column("ballots", int, "Private ballots that were taken.", low=0),
    Column("unscored_ballots", int, "Those of them that gave no position.", low=0),
    Column("scored", bool, "Whether there are scores."),
    Column("tokens", int, "Read and written, all attempts together.", "tokens", 0),
    Column("cost", float, "In the currency of the prices; empty: none were set.", low=0),
    Column("seconds", float, "Of the models' time, parallel calls added up.", "s", 0),
    Column("world", str, "SHA-256 of the world that was played."),
    Column("created", str, "When it was begun (ISO-8601)."),
    Column("finished", str, "When it was done (ISO-8601)."),
)
LABELLED = (
    _TURN,
    Column("article", str, "Id of the article.", needed=True),
    Column("label", str, "How a person read it.", values=LABELS["stance"], needed=True),
    Column("coder", str, "Who; empty: not noted."),
    Column("codebook", str, "Which codebook they read by; empty: not noted."),
    _share("probability", "How likely the pair was to be drawn; empty: see `sample_seed`."),
    Column("sample_seed", int, "Of the random order in which it was asked for."),
    Column("place", int, "Its place in that order, from 1.", low=1),
    Column("sample_pairs", int, "How many speeches with an article that order had.", low=1),
    Column("at", str, "When (ISO-8601)."),
)

TABLES: Mapping[str, Sequence[Column]] = MappingProxyType(
    {
        "scores": SCORES,
        "positions": POSITIONS,
        "ballots": BALLOTS,
        "speeches": SPEECHES,
        "readings": READINGS,
        "influence": INFLUENCE,
        "consistency": CONSISTENCY,
        "runs": RUNS,
        "labels": LABELLED,
    }
)
"""By name; what stands after the keys."""
ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "scores": "A row a score of a run: id and scope (persona, article, act).",
        "positions": "A row a position: ballots, single speeches, and as stated so far.",
        "ballots": "A row a private ballot and form of the question.",
        "speeches": "A row a speech.",
        "readings": "A row a speech and article on which the judge says that it speaks, or that "
        "it cannot tell; what has no row is silent on the article.",
        "influence": "A row a speech, listener and article between two ballots.",
        "consistency": "A row a speech or answer that counts in a score of consistency.",
        "runs": "A row a run or cell, those that failed or were not finished too.",
        "labels": "A row a speech and article that a person labelled.",
    }
)


def columns(table: str, factors: Sequence[str] = ()) -> tuple[Column, ...]:
    """All columns of a table, in order: the keys, the factors, its own."""
    levels = (Column(FACTOR + name, str, f"Level of the factor `{name}`.") for name in factors)
    return (*KEYS, *levels, *TABLES[table])
