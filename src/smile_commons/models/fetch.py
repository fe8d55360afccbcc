"""Brings the weights of a model from where the user says, and verifies them."""

from pathlib import Path
from urllib.parse import urlsplit

from smile_commons.errors import InputError
from smile_commons.models.attempt import shown_url
from smile_commons.models.cache import Stored
from smile_commons.models.download import download
from smile_commons.models.weights import join, settling

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
