"""What is wrong with `say`: notes that are not their speaker's own, too long, or missing.

Whether a *she* means the speaker or somebody else cannot be told from the words, so the third
person is looked for by name alone: the cue, or any word of the name, as it is written there. What
stands in quotes is somebody else's word, and a name in it may be anybody's.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence

from smile_commons.errors import Problem, WorldError
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Beat, Dialogue, EitherWay, Matter, Move
from smile_commons.world.model import World
from smile_commons.world.safe_yaml import Document, Place, parse_yaml
from smile_commons.world.text import decode

MOST_WORDS = 60
"""Of one `say`; more is no note any more but the speech."""

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*[\w])?")
_QUOTED = re.compile(r"[\"“„«»][^\"“”«»]*[\"”“«»]")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_ENDS = (".", "?", "!", "…", ":")


def slips(
    document: Document, place: Place, act: Act, cards: Mapping[str, Card], common: frozenset[str]
) -> Iterator[Problem]:
    """Every mistake in the notes of one act.

    Args:
        document: the dialogue's file.
        place: of the act in it.
        act: its beats and matters.
        cards: of the personas that could be read.
        common: words that stand in small letters somewhere: see ``small_words``.
    """
    for at, line in lines_of(act, place):
        if isinstance(line.say, EitherWay):
            yield from _either_way(document, at, line, line.say)
        card = cards.get(line.who or "")
        for where, text in texts_of(line, at):
            count = len(text.split())
            if count > MOST_WORDS:
                yield document.problem(
                    where,
                    f"has {count} words, and {MOST_WORDS} are the most",
                    "one to three plain sentences",
                )
            if card is not None and (name := own_name(text, card, common)):
                yield document.problem(
                    where,
                    f"speaks of its own speaker as {name!r}",
                    "the speaker's own words: I, me, my",
                )


def gaps(world: World) -> list[Problem]:
    """Beats and matters without notes, in dialogues where others have some. They can be played."""
    found = list[Problem]()
    for name, dialogue in world.dialogues.items():
        if any(line.say for act in dialogue.acts for _, line in lines_of(act, ())):
            document = document_of(world, name)
            found += [
                document.problem(
                    (*at, "say"), "is missing where others have one", f"commons draft {name}"
                )
                for number, act in enumerate(dialogue.acts)
                for at, line in lines_of(act, ("acts", number))
                if line.say is None
            ]
    return found


def document_of(world: World, dialogue: str) -> Document:
    """The file of a dialogue, read once more for the lines of its values.

    Raises:
        WorldError: the world was made without files.
    """
    for name in (f"dialogues/{dialogue}.yaml", f"dialogues/{dialogue}.yml"):
        if name in world.files:
            return parse_yaml(decode(world.files[name], name), name)
    raise WorldError([Problem(f"dialogues/{dialogue}.yaml", None, "", "cannot be read again")])


def lines_of(act: Act, place: Place) -> Iterator[tuple[Place, Beat | Matter]]:
    """The beats and matters of an act, each with its place."""
    for kind, lines in (("beats", act.beats), ("matters", act.matters)):
        for number, line in enumerate(lines):
            yield (*place, kind, number), line


def texts_of(line: Beat | Matter, at: Place) -> Iterator[tuple[tuple[Hashable, ...], str]]:
    """The texts of a `say`, each with its place; one, two of a decision, or none."""
    if isinstance(line.say, EitherWay):
        yield (*at, "say", "for"), line.say.for_
        yield (*at, "say", "against"), line.say.against
    elif line.say is not None:
        yield (*at, "say"), line.say


def small_words(dialogue: Dialogue) -> frozenset[str]:
    """The words that the texts of a dialogue write in small letters: no names by themselves."""
    acts = dialogue.acts
    texts = [dialogue.logline, dialogue.setting]
    texts += [text for act in acts for text in (act.scene, act.stake)]
    lines = [line for act in acts for _, line in lines_of(act, ())]
    texts += [line.on for line in lines]
    texts += [text for line in lines for _, text in texts_of(line, ())]
    words = (found.group() for text in texts for found in _WORD.finditer(text))
    return frozenset(word for word in words if word[0].islower())


def own_name(say: str, card: Card, common: frozenset[str]) -> str | None:
    """The name by which notes speak of their own speaker; None where they do not.

    A word that is a name and a word (*Will*, *Sister*) is none where a sentence begins, and the
    name of a family is another's where another's first name or a street's stands beside it.
    """
    called = set(_names(card.cue))
    names = called | {name for name in _names(card.name) if name.lower() not in common}
    text = _QUOTED.sub(lambda found: " " * len(found.group()), say)
    found = list(_WORD.finditer(text))
    for number, one in enumerate(found):
        word = _bare(one.group())
        if word not in names:
            continue
        if word.lower() in common and _begins(text, one.start()):
            continue
        beside = found[number + 1 : number + 2]
        if word not in called:
            beside += found[number - 1 : number] if number else []
        if not any(_is_part(one, other, text, names, common) for other in beside):
            return word
    return None


def _either_way(
    document: Document, at: Place, line: Beat | Matter, say: EitherWay
) -> Iterator[Problem]:
    if line.move is not Move.DECIDE:
        yield document.problem(
            (*at, "say"), "has both ways, and nothing is decided", "one text, or `move: decide`"
        )
    elif line.article is None:
        yield document.problem(
            (*at, "say"), "is for and against no article", "`article: ID`, or one text"
        )
    if say.for_.casefold() == say.against.casefold():
        yield document.problem((*at, "say", "against"), "says the same as `for`")


def _names(name: str) -> Sequence[str]:
    words = [_bare(found.group()) for found in _WORD.finditer(name)]
    return [word for word in words if word[0].isupper() and len(word) > 1]


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:start].rstrip(" -–—(")
    return not before or before.endswith(_SENTENCE_ENDS)


def _is_part(
    name: re.Match[str], other: re.Match[str], text: str, names: set[str], common: frozenset[str]
) -> bool:
    """Whether two words beside one another are the name of somebody or something else."""
    first, second = sorted((name, other), key=lambda one: one.start())
    word = _bare(other.group())
    return (
        text[first.end() : second.start()] == " "
        and word[0].isupper()
        and len(word) > 1
        and word not in names
        and word.lower() not in common
    )
