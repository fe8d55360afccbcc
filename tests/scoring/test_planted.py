"""The planted transcripts: complete, and alike in everything but the outcome."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

PLANTED = Path(__file__).parents[1] / "data" / "planted"
KINDS = ("agreement", "same-words", "manners", "caving", "card", "resolution")
OF_AGREEMENT = ("agreement", "same-words", "manners")


def pairs(kind: str) -> list[dict[str, Any]]:
    text = (PLANTED / f"{kind}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def said(pair: dict[str, Any], side: str) -> list[str]:
    return [line["text"] for line in pair[side]["lines"]]


def words(texts: list[str]) -> Counter[str]:
    return Counter(re.findall(r"[a-z]+", " ".join(texts).lower()))


def test_there_are_sixty_or_more_on_unlike_topics() -> None:
    everything = [pair for kind in KINDS for pair in pairs(kind)]
    assert len(everything) >= 60
    assert len({pair["id"] for pair in everything}) == len(everything)
    assert len({pair["topic"] for pair in everything}) == len(everything)
    assert not words([text for p in everything for s in "ab" for text in said(p, s)]).keys() & {
        "smile", "smiles", "elixir", "elixirs", "guild", "studios", "landscapes",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_ten_short_debates_of_two_or_three(kind: str) -> None:
    found = pairs(kind)
    assert len(found) >= 10
    for pair in found:
        assert pair["kind"] == kind
        assert all(a["text"] and a["negation"] for a in pair["articles"])
        assert pair["expect"]["score"] and pair["expect"]["higher"] in ("a", "b")
        for side in "ab":
            assert 4 <= len(said(pair, side)) <= 8, pair["id"]
            assert 2 <= len({line["speaker"] for line in pair[side]["lines"]}) <= 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_pair_has_the_same_speakers_and_differs(kind: str) -> None:
    for pair in pairs(kind):
        of = {side: {line["speaker"] for line in pair[side]["lines"]} for side in "ab"}
        assert of["a"] == of["b"], pair["id"]
        assert said(pair, "a") != said(pair, "b")


@pytest.mark.parametrize("kind", KINDS)
def test_length_does_not_tell_the_outcome(kind: str) -> None:
    longer = [
        words(said(pair, "a")).total() > words(said(pair, "b")).total() for pair in pairs(kind)
    ]
    if kind != "caving":  # a reason takes more words than none
        assert 0 < sum(longer) < len(longer)


def test_same_words_are_the_same() -> None:
    for pair in pairs("same-words"):
        a, b = (words(said(pair, side)) for side in "ab")
        assert (a & b).total() / max(a.total(), b.total()) > 0.8, pair["id"]


@pytest.mark.parametrize("kind", OF_AGREEMENT)
def test_people_agree_on_an_article_as_often_as_on_its_contrary(kind: str) -> None:
    """A judge that calls everything support would see agreement everywhere."""
    agreed = Counter(pair["expect"]["agreed"] for pair in pairs(kind))
    assert abs(agreed["supports"] - agreed["opposes"]) <= 1


def test_a_card_has_lines_of_somebody_who_speaks() -> None:
    for pair in pairs("card"):
        speakers = {line["speaker"] for line in pair["a"]["lines"]}
        assert set(pair["cards"]) <= speakers
        assert all(len(lines) >= 2 for lines in pair["cards"].values())
