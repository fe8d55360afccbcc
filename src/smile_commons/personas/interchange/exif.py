"""Cards in the EXIF data of WebP and JPEG images, where older programs put them."""

import io
import re

_EXIF, _COMMENT = 0x8769, 0x9286
_NUMBERS = re.compile(rb"\s*\d{1,3}(\s*,\s*\d{1,3})+\s*")
_MARKS = (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0\0\0\0\0\0\0\0")


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
