"""Parameters are read from the head of a file, or reckoned from its size."""

import struct
from pathlib import Path

import pytest

from smile_commons.models.catalogue import default_entry
from smile_commons.models.gguf import parameters_of


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def written(path: Path, values: dict[str, str | int], padding: int = 0) -> Path:
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, len(values))
    for name, value in values.items():
        head += text(name)
        if isinstance(value, str):
            head += struct.pack("<I", 8) + text(value)
        else:
            head += struct.pack("<IQ", 10, value)
    path.write_bytes(head + bytes(padding))
    return path


@pytest.mark.parametrize(
    ("values", "billions"),
    [
        ({"general.parameter_count": 7_241_732_096}, 7.241732096),
        ({"general.size_label": "1.5B"}, 1.5),
        ({"general.size_label": "135M"}, 0.135),
        ({"general.size_label": "8x7B"}, 56.0),
        ({"general.name": "x", "general.size_label": "30B-A3B"}, 30.0),
    ],
)
def test_what_the_file_tells(tmp_path: Path, values: dict[str, str | int], billions: float) -> None:
    assert parameters_of(written(tmp_path / "m.gguf", values)) == pytest.approx(billions)


def test_its_size_where_it_tells_nothing(tmp_path: Path) -> None:
    four_bits = written(tmp_path / "a.gguf", {"general.name": "x"}, padding=620_000)
    sixteen = written(tmp_path / "b.gguf", {"general.file_type": 1}, padding=2_000_000)
    assert parameters_of(four_bits) == pytest.approx(0.001, rel=0.01)
    assert parameters_of(sixteen) == pytest.approx(0.001, rel=0.01)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"GGUF\x03\0\0\0", b"not a model", b"GGUF" * 99])
def test_what_is_no_model_has_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.gguf").write_bytes(content)
    assert parameters_of(tmp_path / "m.gguf") is None


def test_the_default_is_known_to_be_small() -> None:
    assert default_entry().profile.parameters == pytest.approx(1.54)
