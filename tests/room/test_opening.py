"""What is asked for when a room is opened: refused before anything is made, and said in words."""

import re
import socket
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.room.addresses import addresses, qr_svg
from smile_commons.room.kept import Kept
from smile_commons.room.notice import notice_of
from smile_commons.room.opening import world_for
from smile_commons.room.roster import keep, read_names, rows_of, seated
from smile_commons.room.seats import ALPHABET, free_name, new_code
from smile_commons.room.serving import bound
from smile_commons.room.wish import Wish, auto_seconds, check_remote, checked_url
from smile_commons.room.wording import Wording, languages
from smile_commons.world.find import shipped_world


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("release", "auto"),
        ("release", "auto:0"),
        ("release", "never"),
        ("seats", 0),
        ("port", 70_000),
        ("keep", -1),
        ("minutes", 30),
        ("url", "room.test"),
        ("url", "ftp://room.test"),
        ("url", "http://room.test/room"),
    ],
)
def test_a_wrong_option_is_named(field: str, value: object) -> None:
    with pytest.raises(InputError, match=field):
        Wish.of(**{field: value})


def test_lines_wait_unless_it_is_said_how_long() -> None:
    assert auto_seconds(Wish.of().release) is None
    assert auto_seconds("auto:8") == 8
    assert checked_url("https://Room.School.example/") == "https://room.school.example"


def test_a_model_elsewhere_is_refused_and_named_in_the_notice() -> None:
    there = load_settings(
        {"model": "large", "base_url": "https://models.example.org/v1"}, environ={}
    )
    with pytest.raises(InputError, match=r"models\.example\.org.*--allow-remote-model"):
        check_remote(there, allowed=False)
    host = check_remote(there, allowed=True)
    kept = Kept(code="ABCDEF", epoch="e", dialogue="d", remote=host)
    assert "models.example.org" in notice_of(kept)
    here = load_settings({"model": "large", "base_url": "http://127.0.0.1:8080/v1"}, environ={})
    assert check_remote(here, allowed=False) == ""
    assert check_remote(load_settings(environ={}), allowed=False) == ""


def test_a_judge_or_memories_elsewhere_are_elsewhere_too() -> None:
    for more in ({"judge": "gpt"}, {"embeddings": "vectors"}, {"chroma_url": "http://10.0.0.9"}):
        settings = load_settings({"model": "local", **more}, environ={})
        with pytest.raises(InputError, match="sent"):
            check_remote(settings, allowed=False)


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port}"):
            bound(["127.0.0.1"], port)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("one-bedd", "one-bed"),
        ("machine-teachr", "machine-teacher"),
        ("elixir-hearing", "elixirs-hearing"),
    ],
)
def test_a_lesson_that_is_misspelt_is_guessed(typed: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"no lesson or dialogue.*did you mean {meant}"):
        world_for(None, typed)


def test_in_a_world_that_is_named_only_its_own_dialogues_are_guessed() -> None:
    with pytest.raises(InputError, match="no lesson or dialogue") as told:
        world_for(shipped_world() / "lessons" / "two-towns", "one-bed")
    assert "two-towns" in str(told.value)


def test_no_code_on_the_wall_sends_a_phone_to_itself() -> None:
    assert not [one for one in addresses() if one.startswith("127.")]
    svg = qr_svg("http://192.168.0.7:8765/j/ABCDEF")
    assert svg.startswith("<svg")
    assert "script" not in svg


def test_a_code_has_no_letter_that_looks_like_another() -> None:
    assert not set("01IO") & set(ALPHABET)
    assert len(ALPHABET) >= 31
    assert len(new_code(Random(1))) == 6


@pytest.mark.parametrize("language", languages())
def test_names_are_enough_for_many_rooms_and_no_pair_hurts(language: str) -> None:
    names = Wording.of(language).names
    colours, animals = names["colours"], names["animals"]
    assert (len(set(colours)), len(set(animals))) == (60, 60)
    taken = set[str]()
    for seed in range(300):
        taken.add(free_name(names, taken, Random(seed)))
    assert len(taken) == 300
    for colour, animal in names["never"]:
        assert colour in colours
        assert animal in animals
        assert names["pattern"].format(colour=colour, animal=animal) not in taken


@pytest.mark.parametrize("language", languages())
def test_every_language_says_all_that_the_room_says(language: str) -> None:
    english, other = dict(said("en")), dict(said(language))
    assert other.keys() == english.keys()
    for key, text in english.items():
        assert fields(text) == fields(other[key]), key


@pytest.mark.parametrize(("language", "written"), [("en", "−0.57"), ("de", "−0,57")])
def test_a_number_below_zero_has_a_minus(language: str, written: str) -> None:
    assert Wording.of(language).number(-0.57) == written


def test_a_roster_is_read_with_care(tmp_path: Path) -> None:
    file = tmp_path / "class.txt"
    file.write_text("\ufeffAda Ó\n\n  Ben   Q \n", encoding="utf-8")
    assert read_names(file) == ["Ada Ó", "Ben Q"]
    for text, wrong in (("", "no name"), ("Ada\nada\n", "twice")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=wrong):
            read_names(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_names(file)
    keep(tmp_path, ["Ada", "Ben"])
    seated(tmp_path, "Ben", "p1")
    assert rows_of(tmp_path) == {"Ada": "", "Ben": "p1"}


def said(language: str) -> Iterator[tuple[str, str]]:
    """Every phrase that is written in a language itself, by its key."""
    folder = Path(__file__).parents[2] / "src" / "smile_commons" / "room" / "phrases"
    import yaml

    for file in sorted((*folder.glob(f"{language}.yaml"), *folder.glob(f"{language}-*.yaml"))):
        yield from walked(yaml.safe_load(file.read_text(encoding="utf-8")), "")


def walked(found: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(found, Mapping):
        for name, one in found.items():
            yield from walked(one, f"{key}.{name}")
    elif not key.startswith(".rehearsal"):
        yield key, str(found)


def fields(text: str) -> set[str]:
    """The fields in braces of a phrase."""
    is_list = text.startswith("[")
    found = [] if is_list else string.Formatter().parse(re.sub(r"\{\}", "", text))
    return {name for _, name, _, _ in found if name}
