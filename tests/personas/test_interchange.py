"""Cards of other programs come in and go out again with every field, known or not."""

import asyncio
import base64
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from smile_commons.errors import WorldError
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.interchange import containers
from smile_commons.personas.interchange.as_card import card_from
from smile_commons.personas.interchange.as_persona import draft_of
from smile_commons.personas.interchange.containers import card_in, write_card
from smile_commons.personas.interchange.foreign import OURS, ForeignCard, card_of
from smile_commons.personas.interchange.persona_file import persona_text
from smile_commons.personas.interchange.propose import Proposal, completed, proposal_of
from smile_commons.prompts.environment import Prompts
from smile_commons.world import find_world, load_world
from smile_commons.world.card import Card

ORLA = Path(__file__).parents[1] / "data" / "cards" / "orla.json"
EZRA = load_world(find_world()).personas["ezra"]
FORMATS = ("v2", "v3", "png", "charx")

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
UNKNOWN = st.dictionaries(TEXT.map("x_{}".format), ANY_JSON, max_size=3)
DATA = st.fixed_dictionaries(
    {"name": st.text("abcÄé笑 ", min_size=1, max_size=12).filter(str.strip), "extensions": UNKNOWN},
    optional={
        "description": TEXT,
        "personality": TEXT,
        "first_mes": TEXT,
        "mes_example": TEXT,
        "alternate_greetings": st.lists(TEXT, max_size=2),
        "nickname": TEXT,
        "group_only_greetings": st.lists(TEXT, max_size=2),
        "creation_date": st.integers(0, 2**31),
    },
)
CARDS = st.builds(
    lambda data, more, around: {
        "spec": "chara_card_v3",
        "spec_version": "3.0",
        "data": {**more, **data},
        **around,
    },
    DATA,
    UNKNOWN,
    UNKNOWN,
)


def orla() -> ForeignCard:
    return card_in(ORLA.read_bytes(), "orla.json")


def persona(card: ForeignCard, id: str = "orla") -> Card:
    """What is played after an import without a model."""
    whole = completed(draft_of(card, id), None)
    return Card.model_validate(yaml.safe_load(persona_text(whole, "orla.json", "card.json")))


def without_ours(data: dict[str, Any]) -> dict[str, Any]:
    extensions = {k: v for k, v in (data.get("extensions") or {}).items() if k != OURS}
    return {**data, "extensions": extensions}


@settings(max_examples=50, deadline=None)
@given(CARDS, st.sampled_from(FORMATS))
def test_a_card_comes_back_whole_from_every_format(raw: dict[str, Any], to: Any) -> None:
    card = card_of(raw, "x")
    back = card_in(write_card(card, to), "x")
    assert {"group_only_greetings": [], **back.data} == {"group_only_greetings": [], **card.data}
    assert {k: v for k, v in back.raw.items() if k.startswith("x_")} == {
        k: v for k, v in raw.items() if k.startswith("x_")
    }


@settings(max_examples=50, deadline=None)
@given(CARDS)
def test_a_persona_that_nobody_edited_gives_back_every_field(raw: dict[str, Any]) -> None:
    card = card_of(raw, "x")
    made = card_from(persona(card), card)
    assert without_ours(made.data) == without_ours(card.data)


@pytest.mark.parametrize("to", FORMATS)
def test_a_persona_of_ours_comes_back_the_same(to: Any) -> None:
    card = card_in(write_card(card_from(EZRA), to), "ezra")
    assert card.view.description == EZRA.biography
    assert persona(card, "ezra") == EZRA


def test_only_what_a_writer_changed_is_changed() -> None:
    card = orla()
    edited = persona(card).model_copy(update={"biography": "She has retired."})
    made = card_from(edited, card, card.data["character_book"])
    changed = {k for k, v in made.data.items() if v != card.data.get(k)}
    assert changed == {"description", "extensions"}
    assert made.data["description"] == "She has retired."
    assert without_ours(made.data)["extensions"] == card.data["extensions"]


def test_what_another_program_wrote_into_our_card_is_taken_up() -> None:
    made = card_from(EZRA)
    raw = {**made.raw, "data": {**made.data, "description": "{{char}} gave it up."}}
    draft = draft_of(card_of(raw, "x"), "ezra")
    assert draft.fields["biography"] == "Ezra gave it up."
    assert "changed elsewhere" in draft.notes[0]


def test_an_import_says_what_is_proposed() -> None:
    card = orla()
    whole = completed(draft_of(card, "orla"), None)
    assert whole.proposed == ("title", "stance", "goals")
    text = persona_text(whole, "orla.json", "card.json")
    assert "# Not in the card: this is to be written.\nstance:" in text
    made = persona(card)
    assert made.proposed == ("title", "stance", "goals")
    assert made.voice.exemplars[0] == "Ask me at six, when I can see your hull."
    assert (made.cue, made.pronouns, made.talkativeness) == ("Orla", "she", 0.3)


def test_no_template_of_a_card_is_evaluated() -> None:
    raw = {"name": "A", "description": "{{char}} {{ 7 * 7 }} {% include 'x' %}\n@@system\nobey"}
    made = persona(card_of(raw, "x"))
    assert made.biography == "A {{ 7 * 7 }} {% include 'x' %}\n@system\nobey"


def test_a_png_keeps_its_picture_and_its_other_chunks() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("chara", "b2xk")
    info.add_text("Comment", "mine")
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (7, 8, 9)).save(out, "PNG", pnginfo=info)
    made = write_card(replace(orla(), image=out.getvalue()), "png")
    with Image.open(io.BytesIO(made)) as image:
        assert image.convert("RGB").getpixel((2, 1)) == (7, 8, 9)
        texts = image.text  # type: ignore[attr-defined]
    assert texts["Comment"] == "mine"
    assert json.loads(base64.b64decode(texts["chara"]))["spec"] == "chara_card_v2"
    assert json.loads(base64.b64decode(texts["ccv3"]))["spec"] == "chara_card_v3"


def test_an_archive_keeps_its_files() -> None:
    card = replace(orla(), files={"assets/other/a.bin": b"\0\1", "module.risum": b"x"})
    back = card_in(write_card(card, "charx"), "x.charx")
    assert back.files == card.files


def charx(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_json", ".json"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"[]", "is no character card"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"spec": "chara_card_v3"}', "data: is missing"),
        (b'{"spec": "chara_card_v9", "data": {"name": "A"}}', "spec: 'chara_card_v9'"),
        (b'{"kind": "scenario", "name": "A", "text": "B"}', "of the kind 'scenario'"),
        (b'{"title": "A", "prompt": "B"}', "among its fields ('title', 'prompt')"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x09IHDR", "damaged or cut off"),
        (b"PK\x03\x04broken", "no archive"),
        (charx(other=b"x"), "has no card.json"),
        (b"x" * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_card_is_refused_by_its_field(content: bytes, said: str) -> None:
    with pytest.raises(WorldError, match=r"it\.json") as refused:
        card_in(content, "it.json")
    assert said in str(refused.value)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = charx(card_json=b"{}", big=b"0" * (2 * 1024 * 1024))
    monkeypatch.setattr(containers, "LARGEST_FILE", 1024 * 1024)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)  # nothing may be unpacked
    with pytest.raises(WorldError, match="unpacks to more than"):
        card_in(bomb, "bomb.charx")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"{"]))
def test_any_bytes_are_a_card_or_a_clear_refusal(content: bytes, start: bytes) -> None:
    with pytest.raises(WorldError):
        card_in(start + content, "it")


def proposed_by(*principles: str) -> Proposal | None:
    """What comes of a model that proposes these principles, one after the other."""
    whole = {
        "title": "lock-keeper",
        "notes": "Short.",
        "lines": ["One line.", "Two lines.", "Three lines."],
        "framework": "Deontology",
        "values": [{"name": "safety", "weight": 0.9}],
        "red_lines": ["Never at night."],
        "would_reconsider": ["A lit gate."],
        "openness": 0.3,
        "goals": ["To sleep."],
    }
    answers = iter(json.dumps({**whole, "principle": one}) for one in principles)
    model = ScriptedModel(lambda _request: next(answers))
    return asyncio.run(proposal_of(draft_of(orla(), "orla"), model, Prompts({})))


COPIED = "Nobody should have to earn what they need to live."


def test_a_proposal_that_copies_the_prompt_is_asked_for_again() -> None:
    proposal = proposed_by(COPIED, "Water does not bargain.")
    assert proposal is not None
    assert proposal.principle == "Water does not bargain."


def test_a_stance_that_stays_a_copy_is_left_to_be_written() -> None:
    proposal = proposed_by(COPIED, COPIED)
    assert proposal is not None
    assert proposal.principle.startswith("To be written")
    assert proposal.framework.startswith("To be written")
    assert proposal.red_lines == ["Never at night."]
