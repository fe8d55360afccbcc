"""The weights of a model of the catalogue: found, fetched, joined from their carriers, verified."""

import errno
import hashlib
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from smile_commons.errors import InputError
from smile_commons.models.attempt import shown_url
from smile_commons.models.cache import BLOCK, Stored, progress
from smile_commons.models.download import download


def weights(stored: Stored) -> Path:
    """The verified file of a model, made from installed packages if need be.

    Raises:
        InputError: neither the cache nor an installed package has it, or the cache cannot be
            written; the message says how to get it.
        ModelError: what the packages hold is not the model.
    """
    if stored.is_verified():
        return stored.path
    with settling(stored):
        return _settled(stored)


def join(stored: Stored, parts: Sequence[Path]) -> Path:
    """Joins the parts to one file in the cache, hashing on the way; call within ``settling``.

    Raises:
        ModelError: the joined file's hash is wrong; nothing is left of it.
    """
    hasher = hashlib.sha256()
    with (
        progress(f"joining {stored.entry.id}", stored.entry.size) as on_bytes,
        stored.partial.open("wb") as whole,
    ):
        for block in _blocks(parts):
            hasher.update(block)
            whole.write(block)
            on_bytes(len(block))
        os.fsync(whole.fileno())  # before it gets its name
    return stored.settle(stored.partial, hasher.hexdigest())


@contextmanager
def settling(stored: Stored) -> Generator[None]:
    """Holds the lock of a file in the cache; the disk's complaints become ours.

    Raises:
        InputError: the cache cannot be written, or the disk is full.
    """
    from filelock import FileLock

    try:
        stored.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(stored.lock):
            yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = f"the disk is full ({stored.entry.size / 1e9:.1f} GB are needed)"
        else:
            reason = error.strerror or str(error)
        raise InputError(
            f"{stored.folder}: {reason}; set COMMONS_CACHE_DIR to another folder"
        ) from error


def _settled(stored: Stored) -> Path:
    entry = stored.entry
    if stored.path.exists():
        with progress(f"verifying {entry.id}", entry.size) as on_bytes:
            if stored.verify(on_bytes):
                return stored.path
    parts = entry.carrier.found() if entry.carrier else None
    if parts is None:
        raise InputError(_how_to_get(stored))
    return join(stored, parts)


def _blocks(parts: Sequence[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _how_to_get(stored: Stored) -> str:
    carrier = stored.entry.carrier
    how = carrier.install if carrier else "commons model fetch"
    return (
        f"the weights of {stored.entry.id} are not here: {how}, or commons model fetch\n"
        "or name an endpoint: `model` NAME `base_url` URL (and OPENAI_API_KEY)"
    )


CARRIERS = "carriers"


def fetch(stored: Stored, source: str | None = None) -> Path:
    """The verified file in the cache, fetched unless it is there already.

    Args:
        stored: which model, and where to.
        source: ``carriers`` for installed packages; a URL of the file; a URL that ends in ``/``
            of a folder that has it under ``ID.gguf``; a file or folder on this machine. None:
            installed packages where there are any, otherwise the publisher.

    Raises:
        InputError: there is no such source, or the cache cannot be written.
        ModelError: the download failed for good, or what came is another file.
    """
    with settling(stored):
        if stored.path.exists() and stored.verify():
            return stored.path
        return _brought(stored, source)


def _brought(stored: Stored, source: str | None) -> Path:
    entry = stored.entry
    parts = entry.carrier.found() if entry.carrier else None
    if source == CARRIERS or (source is None and parts is not None):
        if parts is None:
            how = f": {entry.carrier.install}" if entry.carrier else ""
            raise InputError(f"no installed package carries {entry.id}{how}")
        return join(stored, parts)
    if source is None:
        if entry.url is None:
            how = f": {entry.carrier.install}" if entry.carrier else ""
            raise InputError(f"{entry.id} has no address to download it from{how}")
        source = entry.url
    if urlsplit(source).scheme in ("http", "https"):
        return download(stored, source + entry.filename if source.endswith("/") else source)
    path = Path(source).expanduser()
    path = path / entry.filename if path.is_dir() else path
    if not path.is_file():
        shown = shown_url(source) if "://" in source else str(path)
        raise InputError(f"{shown}: no such file; a source is a file, a folder or an http(s) URL")
    return join(stored, [path])
