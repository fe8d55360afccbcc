"""Card files: JSON, PNG and CHARX, read within bounds and written."""

import base64
import binascii
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NoReturn

from smile_commons.errors import InputError, Problem, WorldError
from smile_commons.personas.interchange.foreign import (
    LARGEST_CARD,
    V2,
    V3,
    ForeignCard,
    parse_card,
)
from smile_commons.personas.interchange.png import (
    as_png,
    is_png,
    portrait,
    read_texts,
    write_texts,
)

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a card's file, and of all that is in an archive when it is unpacked."""
MOST_FILES = 1000
Format = Literal["v2", "v3", "png", "charx"]
_CARD = "card.json"
_ICON = "assets/icon/images/main.png"
_SCHEME = "embeded://"
"""As the specification spells it."""


def read_card(path: Path) -> ForeignCard:
    """The card in a file, whatever its ending: JSON, PNG or CHARX.

    Raises:
        InputError: the file cannot be read.
        WorldError: it holds no card, is too large, or a field is wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    return card_in(content, path.name)


def card_in(content: bytes, file: str) -> ForeignCard:
    """The card in the bytes of a file; as ``read_card``."""
    if len(content) > LARGEST_FILE:
        _refuse(file, f"is larger than {LARGEST_FILE // 1024**2} MB")
    if is_png(content):
        return replace(parse_card(_from_png(content, file), file), image=content)
    if content.startswith(b"PK"):
        return _from_charx(content, file)
    return parse_card(content, file)


def write_card(card: ForeignCard, to: Format) -> bytes:
    """A card as the bytes of a file.

    PNG holds both versions, as other programs expect.
    """
    match to:
        case "v2" | "v3":
            return as_json(card, V2 if to == "v2" else V3)
        case "png":
            texts = {
                "chara": base64.b64encode(as_json(card, V2, indent=None)),
                "ccv3": base64.b64encode(as_json(card, V3, indent=None)),
            }
            return write_texts(card.image or image_of(card), texts, "portrait")
        case "charx":
            return _to_charx(card)


def as_json(card: ForeignCard, spec: str, indent: int | None = 2) -> bytes:
    """A card as JSON of that version; fields of the other are kept in it."""
    data = card.data
    if spec == V3:
        data.setdefault("group_only_greetings", [])
    same = card.raw.get("spec") == spec
    version = card.raw.get("spec_version") if same else None
    around = {name: value for name, value in card.raw.items() if name not in _ENVELOPE}
    whole = {
        "spec": spec,
        "spec_version": version or ("2.0" if spec == V2 else "3.0"),
        "data": data,
        **around,
    }
    try:
        return json.dumps(whole, ensure_ascii=False, indent=indent).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can hold
        return json.dumps(whole, indent=indent).encode()


_ENVELOPE = ("spec", "spec_version", "data")


def image_of(card: ForeignCard) -> bytes:
    """A PNG for a card that did not come in one: its main icon, or its initials."""
    for asset in _assets(card.data):
        uri = str(asset.get("uri", ""))
        if asset.get("type") == "icon" and uri.startswith(_SCHEME):
            content = card.files.get(uri.removeprefix(_SCHEME), b"")
            made = content if is_png(content) else as_png(content)
            if made:
                return made
    words = card.view.name.split()
    return portrait("".join(word[0] for word in words[:2]).upper())


def _from_png(content: bytes, file: str) -> bytes:
    texts = read_texts(content, file)
    text = texts.get("ccv3") or texts.get("chara")
    if text is None:
        _refuse(file, "is an image without a card in it", "its text chunk is `ccv3` or `chara`")
    if len(text) > LARGEST_CARD * 4 // 3 + 4:
        _refuse(file, f"holds a card larger than {LARGEST_CARD // 1024**2} MB")
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError) as error:
        _refuse(file, f"holds a card that is not base64: {error}")


def _from_charx(content: bytes, file: str) -> ForeignCard:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            # What the archive says of itself is looked at before anything is unpacked.
            if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > LARGEST_FILE:
                _refuse(file, f"unpacks to more than {LARGEST_FILE // 1024**2} MB or 1000 files")
            if any(entry.flag_bits & 1 for entry in entries):
                _refuse(file, "is encrypted")
            files = {entry.filename: _unpacked(archive, entry, file) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        _refuse(file, f"is no archive that can be read: {error}")
    card = files.pop(_CARD, None)
    if card is None:
        _refuse(file, f"has no {_CARD} in it")
    return replace(parse_card(card, f"{file}/{_CARD}"), files=files)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    with archive.open(entry) as inside:
        content = inside.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        _refuse(file, f"says less of {entry.filename[:80]!r} than is in it")
    return content


def _to_charx(card: ForeignCard) -> bytes:
    files: dict[str, bytes] = dict(card.files)
    if card.image is not None and _ICON not in files:
        files[_ICON] = card.image
        card = replace(card, raw={**card.raw, "data": _with_icon(card.data)})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {_CARD: as_json(card, V3), **files}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _with_icon(data: dict[str, Any]) -> dict[str, Any]:
    """Names the portrait among the assets, in the place of the one that stood for it."""
    icon = {"type": "icon", "uri": f"{_SCHEME}{_ICON}", "name": "main", "ext": "png"}
    others = _assets(data)
    kept = [asset for asset in others if not _is_default(asset)]
    return {**data, "assets": [icon, *kept]} if kept != others or not others else data


def _assets(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    assets: Any = data.get("assets")
    return [asset for asset in assets if isinstance(asset, dict)] if assets else []


def _is_default(asset: Mapping[str, Any]) -> bool:
    return asset.get("type") == "icon" and asset.get("uri") == "ccdefault:"


def _refuse(file: str, message: str, hint: str | None = None) -> NoReturn:
    raise WorldError([Problem(file, None, "", message, hint)])
