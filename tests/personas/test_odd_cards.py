"""Cards as programs really write them: mended with a note, understood, or refused by name."""

import base64
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from smile_commons.errors import WorldError
from smile_commons.personas.interchange.as_card import card_from
from smile_commons.personas.interchange.as_persona import draft_of
from smile_commons.personas.interchange.containers import card_in, lore_in, write_card
from smile_commons.personas.interchange.foreign import ForeignCard, card_of
from smile_commons.personas.interchange.propose import completed
from smile_commons.world.card import Card

CARDS = Path(__file__).parents[1] / "data" / "cards"
TOLD = "keeps the lock on the canal"
DATA = {"name": "Orla Finch", "description": f"{{{{char}}}} {TOLD}.", "personality": "dry"}
V2 = {"spec": "chara_card_v2", "spec_version": "2.0", "data": DATA}
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def of_file(name: str) -> ForeignCard:
    return card_in((CARDS / name).read_bytes(), name)


def packed(data: Any) -> bytes:
    return base64.b64encode(json.dumps(data).encode())


def png(*chunks: tuple[bytes, bytes], end: bool = True) -> bytes:
    """A picture with these chunks before its end."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    whole = out.getvalue()
    added = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    place = whole.index(b"IEND") - 4
    return whole[:place] + added + (whole[place:] if end else b"")


def played(card: ForeignCard) -> Card:
    return Card.model_validate(dict(completed(draft_of(card, "orla"), None).fields))


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("03-altgreet-string.json", "data.alternate_greetings: is one text where a list belongs"),
        ("10-prob-over.json", "extensions.probability: 150 is no percentage; taken for 100"),
        ("11-scan-neg.json", "data.character_book.scan_depth: -1 is no count"),
        ("12-tags-string.json", "data.tags: is one text; parted at its commas"),
        ("13-ext-list.json", "data.extensions: is an empty list where an object belongs"),
        ("18-greet-null.json", "data.alternate_greetings: null is no text; left out"),
        ("20-keys-num.json", "entries.0.keys: 1984 is taken for a text"),
        ("41-itxt.png", ""),
        ("48-bad-ccv3-good-chara.png", "its chunk `ccv3` is broken: is not JSON"),
        ("61-jpeg-charx.charx", ""),
    ],
)
def test_a_field_that_can_be_mended_is_mended_and_told(name: str, note: str) -> None:
    card = of_file(name)
    assert note in "\n".join(card.notes)
    assert TOLD in played(card).biography
    assert played(card).name == "Orla Finch"


def test_a_character_of_agnai_is_taken_whole() -> None:
    made = played(of_file("28-agnai.json"))
    assert made.biography == "Keeps the lock."
    assert made.voice.exemplars[0] == "I count boats every day."


@pytest.mark.parametrize(
    "raw",
    [
        {"char_name": "Orla Finch", "char_persona": f"She {TOLD}.", "char_greeting": "Hi."},
        {"name": "Orla Finch", "context": f"She {TOLD}.", "greeting": "Hi."},
        {"name": "Orla Finch", "persona": f"She {TOLD}.", "firstMessage": "Hi."},
        {"type": "character", "name": "Orla Finch", "desc": f"She {TOLD}.", "firstMessage": "Hi."},
        {"data": {"name": "Orla Finch", "description": f"She {TOLD}.", "first_mes": "Hi."}},
        {"spec": "chara_card_v2", "name": "Orla Finch", "description": TOLD, "first_mes": "Hi."},
        {**V2, "data": {**DATA, "name": "", "first_mes": ""}, "name": "Orla Finch",
         "first_mes": "Hi."},
        {"spec": None, "name": "Orla Finch", "description": TOLD, "first_mes": "Hi."},
        {"spec": "CHARA_CARD_V2", "data": {**DATA, "first_mes": "Hi."}},
        {"character": {"aiName": "Orla Finch", "aiPersona": TOLD, "firstMessage": "Hi."}},
        {"node": {"name": "Orla Finch", "description": "a page", "definition": {
            "name": "Orla Finch", "description": "a page", "personality": TOLD,
            "tavern_personality": "dry", "first_message": "Hi."}}},
        {"name": "Orla Finch", "kind": "character", "greeting": "Hi.",
         "persona": {"kind": "boostyle", "attributes": {"job": [TOLD, "x"], "age": ["58"]}}},
    ],
)  # fmt: skip
def test_the_shapes_of_other_programs_are_understood(raw: dict[str, Any]) -> None:
    card = card_in(json.dumps(raw).encode(), "it.json")
    assert (card.view.name, card.view.first_mes) == ("Orla Finch", "Hi.")
    assert TOLD in played(card).biography
    assert TOLD in str(write_card(card_from(played(card), card), "v2"))


def test_what_has_no_field_is_kept_and_named() -> None:
    raw = {"char_name": "A", "char_persona": "B", "voice": {"id": "x"}, "created": 7}
    card = card_of(raw, "it.json")
    assert card.data["extensions"]["elsewhere"]["voice"] == {"id": "x"}
    assert card.notes == ("kept under extensions.elsewhere and not used here: voice",)


def test_a_lorebook_comes_with_its_character() -> None:
    lore = [{"key": "gate", "content": "Shut.", "alwaysActive": False, "insertorder": 1}]
    raw = {"type": "character", "name": "A", "desc": "B", "globalLore": lore}
    assert card_of(raw, "it.json").data["character_book"]["entries"] == lore


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_other_encodings(coding: str) -> None:
    content = json.dumps({**V2, "data": {**DATA, "name": "Ølga"}}, ensure_ascii=False)
    assert card_in(content.encode(coding), "it.json").view.name == "Ølga"


def test_a_character_in_yaml() -> None:
    content = b"name: Orla Finch\ngreeting: |-\n  Hi.\ncontext: She keeps the lock.\n"
    card = card_in(content, "Orla.yaml")
    assert (card.view.first_mes, card.came_as) == ("Hi.", "yaml")
    assert played(card).biography == "She keeps the lock."


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (b"zTXt", b"chara\0\0" + zlib.compress(packed(V2))),
        (b"iTXt", b"chara\0\0\0\0\0" + packed(V2)),
        (b"iTXt", b"chara\0\1\0en\0karte\0" + zlib.compress(packed(V2))),
        (b"tEXt", b"Chara\0" + packed(V2)),
        (b"tEXt", b"chara\0" + packed(V2).rstrip(b"=")),
        (b"tEXt", b"chara\0" + packed(V2)[:70] + b"\n" + packed(V2)[70:]),
        (b"tEXt", b"chara\0" + base64.urlsafe_b64encode(json.dumps(V2).encode())),
        (b"tEXt", b"chara\0" + json.dumps(V2).encode()),
    ],
)
def test_every_kind_of_text_chunk_is_read(kind: bytes, value: bytes) -> None:
    card = card_in(png((kind, value)), "it.png")
    assert TOLD in card.view.description
    assert (card.came_as, card.image is not None) == ("png", True)


@pytest.mark.parametrize(
    "broken", [b"", b"!!!", b"bm90IGpzb24=", base64.b64encode(b'{"spec": 7}'), b"W10="]
)
@pytest.mark.parametrize("first", [True, False])
def test_the_other_chunk_is_read_where_one_is_broken(broken: bytes, first: bool) -> None:
    chunks = [(b"tEXt", b"ccv3\0" + broken), (b"tEXt", b"chara\0" + packed(V2))]
    card = card_in(png(*(chunks if first else chunks[::-1])), "it.png")
    assert TOLD in card.view.description
    assert "its chunk `ccv3` is broken" in card.notes[0]


def test_a_damaged_picture_gives_its_card() -> None:
    card = card_in(png((b"tEXt", b"chara\0" + packed(V2)), end=False), "it.png")
    assert TOLD in card.view.description
    assert card.image is None
    assert "its picture is damaged" in card.notes[0]


def test_a_bomb_in_a_chunk_is_not_unpacked() -> None:
    bomb = zlib.compress(b"A" * (40 * 1024 * 1024))
    with pytest.raises(WorldError, match="holds a card larger than 4 MB"):
        card_in(png((b"zTXt", b"chara\0\0" + bomb)), "it.png")


def photo(comment: bytes, format: str) -> bytes:
    exif = Image.Exif()
    exif[0x8769] = {0x9286: comment}
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (9, 9, 9)).save(out, format, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("format", ["WEBP", "JPEG"])
@pytest.mark.parametrize(
    "comment",
    [
        json.dumps(V2).encode(),
        b"ASCII\0\0\0" + json.dumps(V2).encode(),
        b"UNICODE\0" + json.dumps(V2).encode("utf-16-le"),
        packed(V2),
        ",".join(map(str, json.dumps(V2).encode())).encode(),
    ],
)
def test_a_card_in_the_exif_data_of_a_picture(format: str, comment: bytes) -> None:
    card = card_in(photo(comment, format), "it")
    assert TOLD in card.view.description
    assert card.came_as == format.lower()
    assert card_in(write_card(card, "png"), "it.png").view.description == card.view.description


def charx(name: str = "card.json") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, json.dumps(V2))
        archive.writestr("module.risum", b"\0")
    return out.getvalue()


@pytest.mark.parametrize("before", [b"", photo(b"", "JPEG"), photo(b"", "WEBP"), b"junk"])
@pytest.mark.parametrize("name", ["card.json", "Orla/Card.JSON"])
def test_an_archive_is_found_behind_a_picture(before: bytes, name: str) -> None:
    card = card_in(before + charx(name), "it.charx")
    assert TOLD in card.view.description
    assert any("module.risum" in note for note in card.notes)


@pytest.mark.parametrize("content", [png(), photo(b"", "WEBP"), photo(b"", "JPEG")])
def test_a_picture_without_a_card_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(WorldError, match="is an image without a card in it"):
        card_in(content, "it")


def test_a_lorebook_in_a_picture_of_novelai() -> None:
    book = {"lorebookVersion": 5, "entries": [{"text": "Shut.", "keys": ["gate"]}]}
    assert lore_in(png((b"tEXt", b"naidata\0" + packed(book))), "it.png") == book


def test_a_persona_of_ours_that_is_broken_leaves_the_card() -> None:
    raw = {**V2, "data": {**DATA, "extensions": {"smile_commons": {"persona": {"name": 7}}}}}
    card = card_of(raw, "it")
    draft = draft_of(card, "orla")
    assert TOLD in draft.fields["biography"]
    assert "the persona that the card carries is broken" in draft.notes[0]


JUNK = st.sampled_from(
    [None, 7, -1.5, True, "", "text", "a, b", [], [None], ["x", 3], {}, {"a": 1}]
)
FIELDS = (
    *("description", "personality", "scenario", "first_mes", "mes_example", "alternate_greetings"),
    *("nickname", "tags", "extensions", "assets", "character_book", "creator_notes", "source"),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JUNK), st.sampled_from(["v2", "v3", "png"]))
def test_no_field_beside_the_name_stops_an_import(fields: dict[str, Any], to: Any) -> None:
    card = card_of({**V2, "data": {**DATA, **fields}}, "it")
    made = played(card)
    again = card_in(write_card(card_from(made, card), to), "it")
    assert played(again).name == made.name
