"""Card files: JSON, YAML, PNG, WebP, JPEG and CHARX read within bounds; most of them written."""

import base64
import binascii
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from smile_commons.errors import InputError, WorldError
from smile_commons.personas.interchange.foreign import (
    LARGEST_CARD,
    V2,
    V3,
    ForeignCard,
    card_of,
    decoded,
    parse_card,
    refuse,
)
from smile_commons.personas.interchange.images import (
    as_png,
    is_photo,
    is_png,
    is_whole,
    portrait,
    read_texts,
    user_comment,
    write_texts,
)
from smile_commons.world.mending import list_of
from smile_commons.world.safe_yaml import parse_yaml

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a card's file, and of all that is in an archive when it is unpacked."""
LARGEST_TEXT = LARGEST_CARD * 4 // 3 + 4
"""Bytes of a card in base64."""
Format = Literal["v2", "v3", "png", "charx"]
MOST_FILES = 1000
_CARD = "card.json"
_ICON = "assets/icon/images/main.png"
_KEYWORDS, _NOVELAI = ("ccv3", "chara"), "naidata"
"""Of the chunks that hold a card, the newer first, and a lorebook."""
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SCHEME = "embeded://"
"""As the specification spells it."""


def read_card(path: Path) -> ForeignCard:
    """The card in a file, whatever its ending.

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
        refuse(file, f"is larger than {LARGEST_FILE // 1024**2} MB")
    if is_png(content) and (found := _from_png(content, file)) is not None:
        return found
    if _is_archive(content):
        return _from_charx(content, file)
    if is_png(content) or is_photo(content):
        found = _from_photo(content, file)
        if found is not None:
            return found
        hint = "PNG: a chunk `ccv3` or `chara`; WebP and JPEG: the EXIF user comment"
        refuse(file, "is an image without a card in it", hint)
    if file.lower().endswith((".yaml", ".yml")) and not content.lstrip().startswith(b"{"):
        return replace(card_of(_yaml(content, file), file), came_as="yaml")
    return parse_card(content, file)


def lore_in(content: bytes, file: str) -> Any:
    """The JSON of a lorebook's file, which may be a PNG of NovelAI; None when it holds another.

    Raises:
        WorldError: it is a PNG that is damaged.
    """
    texts = read_texts(content, file, LARGEST_TEXT) if is_png(content) else {}
    if is_png(content):
        content = next(iter(texts.get(_NOVELAI, ())), b"")
        content = _unwrapped(content, file)
    try:
        return json.loads(decoded(content))
    except (ValueError, RecursionError):
        return None  # an image, an archive, or a mistake that the card's reader names


def _yaml(content: bytes, file: str) -> Any:
    """The fields of a character of the text-generation web UI."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(file, f"is not UTF-8 ({error.reason})")
    return parse_yaml(text, file).data


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


def _from_png(content: bytes, file: str) -> ForeignCard | None:
    """The card in a PNG's chunks; None when it has none. The other chunk where one is broken."""
    texts = read_texts(content, file, LARGEST_TEXT)
    notes, first = list[str](), None
    for keyword in _KEYWORDS:
        for text in texts.get(keyword, ()):
            try:
                card = parse_card(_unwrapped(text, file), file)
            except WorldError as error:
                first = first or error
                notes.append(f"its chunk `{keyword}` is broken: {error.problems[0].message}")
                continue
            notes += [f"the card is that of the chunk `{keyword}`"] if notes else []
            whole = is_whole(content)
            notes += [] if whole else ["its picture is damaged; the card alone is taken"]
            image = content if whole else None
            return replace(card, image=image, came_as="png", notes=(*notes, *card.notes))
    if first is not None:
        raise first
    return None


def _unwrapped(text: bytes, file: str) -> bytes:
    """JSON out of base64, with or without its padding, or as it is."""
    if len(text) > LARGEST_TEXT:
        refuse(file, f"holds a card larger than {LARGEST_CARD // 1024**2} MB")
    if text.lstrip()[:1] == b"{":
        return text
    given = b"".join(text.split()).translate(_URL_SAFE).rstrip(b"=")
    try:
        return base64.b64decode(given + b"=" * (-len(given) % 4), validate=False)
    except (binascii.Error, ValueError) as error:
        refuse(file, f"holds a card that is not base64: {error}")


def _from_photo(content: bytes, file: str) -> ForeignCard | None:
    """The card in the EXIF data of a WebP or a JPEG (or a PNG); None when there is none."""
    comment = user_comment(content)
    if comment is None:
        return None
    card = parse_card(_unwrapped(comment, file), file)
    kind = "jpeg" if content.startswith(b"\xff") else "png" if is_png(content) else "webp"
    image = content if kind == "png" and is_whole(content) else as_png(content)
    return replace(card, image=image, came_as=kind)


def _from_charx(content: bytes, file: str) -> ForeignCard:
    files = _unpacked(content, file, LARGEST_FILE)
    name = next((one for one in sorted(files, key=len) if _is_card(one)), None)
    if name is None:
        refuse(file, f"has no {_CARD} in it", f"it holds {', '.join(sorted(files)[:6])[:200]}")
    card = parse_card(files.pop(name), f"{file}/{name}")
    notes = [] if name == _CARD else [f"the card is {name}"]
    if any(one.endswith(".risum") for one in files):
        notes.append("module.risum (Risu's scripts and lore) is kept and not read")
    has_icon = _ICON in files or any(one.get("type") == "icon" for one in _assets(card.data))
    image = as_png(content) if is_photo(content) and not has_icon else None
    notes = (*notes, *card.notes)
    return replace(card, files=files, image=image, came_as="charx", notes=notes)


def _is_archive(content: bytes) -> bool:
    """Whether these bytes are a zip, or end with one."""
    return content.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(content))


def _unpacked(content: bytes, file: str, largest: int) -> dict[str, bytes]:
    """The files of an archive, by path.

    Args:
        content: of the archive, and of what stands before it.
        file: its name, for messages.
        largest: bytes of all files together when they are unpacked.

    Raises:
        WorldError: it is broken, encrypted or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            # What the archive says of itself is looked at before anything is unpacked.
            if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > largest:
                refuse(file, f"unpacks to more than {largest // 1024**2} MB or 1000 files")
            if any(entry.flag_bits & 1 for entry in entries):
                refuse(file, "is encrypted")
            return {entry.filename: _content(archive, entry, file) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        refuse(file, f"is no archive that can be read: {error}")
    except (zlib.error, RuntimeError, MemoryError) as error:
        refuse(file, f"is no archive that can be unpacked: {error}")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    with archive.open(entry) as inside:
        content = inside.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        refuse(file, f"says less of {entry.filename[:80]!r} than is in it")
    return content


def _is_card(name: str) -> bool:
    return name.replace("\\", "/").rpartition("/")[2].lower() == _CARD


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
    default = ("icon", "ccdefault:")
    kept = [one for one in others if (one.get("type"), one.get("uri")) != default]
    return {**data, "assets": [icon, *kept]} if kept != others or not others else data


def _assets(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    assets = list_of(data.get("assets")) or []
    return [asset for asset in assets if isinstance(asset, dict)]
