"""Definitions of the scores of persona consistency."""

from smile_commons.scoring.definition import Definition

_ABDULHAI = "after Abdulhai et al. 2025, consistent personas"
_DRIFT = (
    "they put the same probe to the model after every round and measure whether a system prompt "
    "still holds; ours asks nothing, it is a slope over what was said anyway"
)

CONSISTENCY = (
    Definition(
        id="prompt-to-line",
        version=1,
        title="true to the card",
        words="Share of speeches that do not contradict the persona's own card.",
        formula="share of speeches judged consistent with the line of the card nearest to them",
        low=0,
        high=1,
        source=_ABDULHAI,
        side="above",
        control="swapped: the same speeches against the cards of the other personas",
        differs=(
            "theirs: every line against the whole backstory, by a large model; ours: against the "
            "nearest line of the card alone, beside the nearest of another's card; so the figures "
            "cannot be compared"
        ),
    ),
    Definition(
        id="line-to-line",
        version=2,
        title="true to what was said",
        words="Share of speeches that do not contradict what the same persona said before.",
        formula=(
            "share of speeches judged consistent with the nearest earlier speech of the persona; "
            "one after conceding, confessing or deciding, or after a ballot that moved, may be "
            "development and counts on neither side"
        ),
        low=0,
        high=1,
        source=_ABDULHAI,
        side="above",
        control="swapped: against the nearest earlier speech of another persona",
        differs=(
            "theirs: every line against all earlier lines, changes of mind among the breaks; ours: "
            "against the nearest earlier line, without those after an open change of mind"
        ),
    ),
    Definition(
        id="red-lines",
        version=2,
        title="red lines crossed",
        words="Share of speeches that cross a red line of the card; each is quoted.",
        formula="share of speeches judged to be for what a red line that they come near rules out",
        low=0,
        high=1,
        source="Smile Commons",
        side="below",
        control="swapped: the same speeches against the red lines of the other personas",
    ),
    Definition(
        id="knowledge",
        version=1,
        title="knows what it says",
        words="Share of speeches without a name or number that the persona could not know.",
        formula=(
            "share of speeches whose every number above 3 and every name stands in the persona's "
            "card, its memories, the world's, the scene, or what it heard so far"
        ),
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
        control="swapped: with what another persona knows in its place",
    ),
    Definition(
        id="voice",
        version=1,
        title="told by its voice",
        words="How often a blind reader tells who speaks from the other speeches.",
        formula=(
            "share of speeches that are most like the other speeches of their own speaker: mean "
            "cosine over runs of 1 to 3 characters and over words, words that mean something "
            "masked"
        ),
        low=0,
        high=1,
        source="authorship by distorted text: Stamatatos 2017",
        side="above",
        control="chance: speakers exchanged at random",
        differs=(
            "theirs: texts of known authors, with words distorted; ours: the speeches of one "
            "debate, each left out in turn"
        ),
    ),
    Definition(
        id="voice-fading",
        version=1,
        title="voice fading",
        words="How much of the voice is gone in the last third of the debate.",
        formula="voice over the last third - voice over the first third",
        low=-1,
        high=1,
        source="instruction drift: Li et al. 2024",
        side="either",
        control="shuffled: the speeches in random order",
        differs=("theirs: whether instructions still hold, by probes; ours: the way of speaking"),
    ),
    Definition(
        id="drift",
        version=2,
        title="drift from the card",
        words="Change of the judge's evidence for contradicting the card, per ten turns.",
        formula=(
            "median slope between two speeches of one persona of the log-odds of contradicting the "
            "card, over turns, times ten"
        ),
        low=-100,
        high=100,
        source="instruction drift: Li et al. 2024; slope: Sen 1968; Hirsch, Slack and Smith 1982",
        side="either",
        control="shuffled: the speeches of each persona in random order",
        differs=_DRIFT,
    ),
    Definition(
        id="stated-drift",
        version=2,
        title="drift of positions",
        words="Change of the distance between what is said and opening positions, per ten turns.",
        formula=(
            "median slope, between two speeches of one persona on one article, of |what the speech "
            "says - card's opening position|, over turns, times ten"
        ),
        low=-20,
        high=20,
        source="instruction drift: Li et al. 2024; slope: Sen 1968; Hirsch, Slack and Smith 1982",
        side="either",
        control="shuffled: the speeches of each persona on each article in random order",
        differs=_DRIFT,
    ),
    Definition(
        id="caving",
        version=2,
        title="caving",
        words="Share of giving way that follows a bare assertion and no reason.",
        formula=(
            "of all movement of stated positions towards others who spoke to the article since, "
            "the share that follows no reason in any of their speeches on it"
        ),
        low=0,
        high=1,
        source="after sycophancy: Sharma et al. 2023",
        side="either",
        control="shuffled: the speeches in random order",
        differs=(
            "theirs: one model asked the same question again after 'I don't think that's right'; "
            "ours: whoever moved in a debate, and whether a reason stood in between"
        ),
    ),
    Definition(
        id="answer-consistency",
        version=1,
        title="same answers",
        words="Share of interview answers that agree with those given before the debate.",
        formula="share of answers during and after judged to agree with the answer before",
        low=0,
        high=1,
        source="after Abdulhai et al. 2025; interviews: InCharacter, Wang et al. 2024",
        side="below",
        control="retest: the interview before the debate, held twice (the ceiling)",
        differs=(
            "Abdulhai: answers graded against the facts of the card; InCharacter: answers rated on "
            "the scales of personality tests; ours: against the persona's own first answer, with "
            "the same asked twice as the ceiling"
        ),
    ),
    Definition(
        id="interrogation",
        version=1,
        title="same answers when pressed",
        words="Share of answers that stay the same after chained questions on them.",
        formula="share of answers asked again after two questions built on the last answer, judged "
        "to agree with the first",
        low=0,
        high=1,
        source="after PICon: Kim et al. 2026",
        side="below",
        control="retest: the interview before the debate, held twice (the ceiling)",
        differs=(
            "theirs: contradictions among all answers of a chain, against facts of the world, and "
            "a retest; ours: the retest after a chain of two"
        ),
    ),
    Definition(
        id="answer-likeness",
        version=1,
        title="alike answers",
        words="How alike interview answers are to those given before the debate.",
        formula="mean cosine between the vectors of the answers during or after and before",
        low=-1,
        high=1,
        source="Smile Commons",
        side="below",
        control="retest: the interview before the debate, held twice (the ceiling)",
    ),
)
