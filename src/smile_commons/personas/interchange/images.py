"""Images that carry a card: in the text chunks of a PNG, in the EXIF data of a WebP or a JPEG.

Of a PNG the text chunks are read and replaced, all others are left as they are. It is not decoded
and saved again, so animation, profiles and the chunks of other programs survive byte for byte.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping

from smile_commons.errors import Problem, WorldError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 20_000
_PIXELS = 64 * 1024 * 1024
_END = b"IEND"
_EXIF, _COMMENT = 0x8769, 0x9286
_NUMBERS = re.compile(rb"\s*\d{1,3}(\s*,\s*\d{1,3})+\s*")
_MARKS = (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0\0\0\0\0\0\0\0")


def is_png(content: bytes) -> bool:
    """Whether these bytes begin as a PNG does."""
    return content.startswith(SIGNATURE)


def read_texts(content: bytes, file: str, longest: int) -> dict[str, list[bytes]]:
    """The text chunks (tEXt, zTXt, iTXt) by keyword in lower case, the last of each first.

    A chunk that is damaged is passed over where others hold something.

    Args:
        content: of the file.
        file: its name, for messages.
        longest: bytes of a text when it is unpacked; of a longer one so many and one more are read.

    Raises:
        WorldError: it holds no text and is no whole PNG.
    """
    texts = dict[str, list[bytes]]()
    whole = False
    for kind, data, sound in _pieces(content):
        keyword, found, value = data.partition(b"\0")
        text = _text(kind, value, longest) if found else None
        if text is not None:
            texts.setdefault(keyword.decode("latin-1").lower(), []).insert(0, text)
        whole = whole or (kind == _END and sound)
    if not texts and not whole:
        raise _damaged(file)
    return texts


def is_whole(content: bytes) -> bool:
    """Whether a PNG comes to its end with every chunk sound, so that it can be written again."""
    for kind, _, sound in _pieces(content):
        if not sound or kind == _END:
            return sound
    return False


def write_texts(content: bytes, texts: Mapping[str, bytes], file: str) -> bytes:
    """The image with these text chunks before its end, in the place of those of the same name.

    Raises:
        WorldError: it is no whole PNG.
    """
    out = bytearray(SIGNATURE)
    replaced = {keyword.lower() for keyword in texts}
    for kind, data in _chunks(content, file):
        keyword = data.partition(b"\0")[0].decode("latin-1").lower()
        if kind == b"tEXt" and keyword in replaced:
            continue
        if kind == _END:
            for name, value in texts.items():
                out += _chunk(b"tEXt", name.encode("latin-1") + b"\0" + value)
        out += _chunk(kind, data)
    return bytes(out)


def portrait(letters: str) -> bytes:
    """A plain portrait for a card that has none: initials on a ground."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (400, 600), (52, 58, 64))
    font = ImageFont.load_default(160)
    ImageDraw.Draw(image).text((200, 300), letters, (233, 236, 239), font, anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def as_png(content: bytes) -> bytes | None:
    """An image of another format as PNG; None when it is no image, or a huge one."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > _PIXELS:
                return None
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return out.getvalue()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        return None


def _text(kind: bytes, value: bytes, longest: int) -> bytes | None:
    """What a chunk says after its keyword; None when it says nothing that can be read."""
    if kind == b"tEXt":
        return value
    if kind == b"zTXt":
        return _unpacked(value[1:], longest)
    if kind != b"iTXt" or len(value) < 2:
        return None
    text = value[2:].split(b"\0", 2)  # after the language and the translated keyword
    if len(text) < 3:
        return None
    return _unpacked(text[2], longest) if value[0] else text[2]


def _unpacked(packed: bytes, longest: int) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, longest + 1)
    except zlib.error:
        return None


def _chunks(content: bytes, file: str) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk up to the end.

    Raises:
        WorldError: one is damaged, or there is no end.
    """
    for kind, data, sound in _pieces(content):
        if not sound:
            break
        yield kind, data
        if kind == _END:
            return
    raise _damaged(file)


def _pieces(content: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Kind and data of each chunk, those after the end too, and whether its check sum is right."""
    place = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        head = content[place : place + 8]
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head)
        data = content[place + 8 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        sound = len(data) == length and check == struct.pack(">I", zlib.crc32(kind + data))
        yield kind, data, sound
        if len(data) < length:
            return
        place += 12 + length


def _damaged(file: str) -> WorldError:
    return WorldError([Problem(file, None, "", "is a PNG that is damaged or cut off")])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def is_photo(content: bytes) -> bool:
    """Whether these bytes begin as a WebP or a JPEG does."""
    webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return webp or content.startswith(b"\xff\xd8\xff")


def user_comment(content: bytes) -> bytes | None:
    """The user comment of an image; None when it has none, or is no image."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as image:
            found = image.getexif().get_ifd(_EXIF).get(_COMMENT)
    # A damaged image makes Pillow raise what its parsers happen to raise.
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, MemoryError):
        return None
    except Image.DecompressionBombError:
        return None
    if isinstance(found, str):
        found = found.encode("utf-8", "surrogatepass")
    if not isinstance(found, bytes) or not found:
        return None
    return _without_mark(found)


def _without_mark(comment: bytes) -> bytes:
    mark = next((one for one in _MARKS if comment.startswith(one)), b"")
    comment = comment[len(mark) :]
    if b"\0" in comment[:4]:
        for coding in ("utf-16-le", "utf-16-be"):
            text = comment.decode(coding, "replace").lstrip("\ufeff")
            if text.startswith(("{", "eyJ")):  # base64 of `{"`
                return text.encode()
    if _NUMBERS.fullmatch(comment):  # SillyTavern once wrote the bytes as numbers
        return bytes(int(one) & 255 for one in comment.split(b","))
    return comment.rstrip(b"\0")
