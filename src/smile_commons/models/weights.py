"""The weights of a model of the catalogue: found, joined from their carriers or downloaded, going
on where an earlier attempt broke off, and verified.
"""

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.errors import InputError, ModelError
from smile_commons.models.attempt import shown_url
from smile_commons.models.cache import BLOCK, OnBytes, Stored, progress, sha256_of
from smile_commons.models.faults import RETRIED_STATUSES

if TYPE_CHECKING:
    import httpx2

CARRIERS = "carriers"
ATTEMPTS = 8
"""In a row that bring nothing; any progress starts the count anew."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_TIMEOUT = 60.0


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
    how = f": {entry.carrier.install}" if entry.carrier else ""
    if source == CARRIERS or (source is None and parts is not None):
        if parts is None:
            raise InputError(f"no installed package carries {entry.id}{how}")
        return join(stored, parts)
    source = entry.url if source is None else source
    if source is None:
        raise InputError(f"{entry.id} has no address to download it from{how}")
    if urlsplit(source).scheme in ("http", "https"):
        return download(stored, source + entry.filename if source.endswith("/") else source)
    path = Path(source).expanduser()
    path = path / entry.filename if path.is_dir() else path
    if not path.is_file():
        shown = shown_url(source) if "://" in source else str(path)
        raise InputError(f"{shown}: no such file; a source is a file, a folder or an http(s) URL")
    return join(stored, [path])


def download(stored: Stored, url: str, *, pause: Callable[[float], object] = time.sleep) -> Path:
    """Downloads a model's file to the cache; call within ``settling``.

    Args:
        stored: which model, and where to.
        url: where it is.
        pause: waits between attempts, for so many seconds.

    Raises:
        ModelError: the server refuses, keeps breaking off, or has another file.
    """
    import httpx2

    with (
        httpx2.Client(follow_redirects=True, timeout=_TIMEOUT) as client,
        progress(f"fetching {stored.entry.id}", stored.entry.size, _size(stored)) as on_bytes,
    ):
        failures, best = 0, _size(stored)
        while _size(stored) < stored.entry.size:
            reason = "it ended early"
            try:
                _go_on(client, stored, url, on_bytes)
            except httpx2.HTTPError as error:
                reason = type(error).__name__  # its text may show what is secret in the URL
            done = _size(stored)
            if done >= stored.entry.size:
                break
            failures, best = (0, done) if done > best else (failures + 1, best)
            if failures >= ATTEMPTS:
                raise ModelError(
                    f"{shown_url(url)}: broke off {failures} times ({reason}); "
                    f"{done} of {stored.entry.size} bytes are kept, call again to go on",
                    "download",
                )
            pause(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**failures))
    with progress(f"verifying {stored.entry.id}", stored.entry.size) as on_bytes:
        sha256 = sha256_of(stored.download, on_bytes)
    _notes(stored).unlink(missing_ok=True)
    return stored.settle(stored.download, sha256)


def _go_on(client: "httpx2.Client", stored: Stored, url: str, on_bytes: OnBytes) -> None:
    """One request for what is missing."""
    start, validator = _size(stored), _known_validator(stored, url)
    headers = {"Accept-Encoding": "identity"}
    if start and validator:
        headers |= {"Range": f"bytes={start}-", "If-Range": validator}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code in RETRIED_STATUSES or response.status_code >= 500:
            response.raise_for_status()
        if response.status_code == 416 and validator:
            _note(stored, url, None)  # what is here does not fit what is there: from the start
            return
        if response.status_code not in (200, 206):
            status = response.status_code
            raise ModelError(f"{shown_url(url)}: status {status}", f"status {status}")
        goes_on = response.status_code == 206 and _starts_at(response.headers) == start
        if response.status_code == 206 and not goes_on:
            raise ModelError(f"{shown_url(url)}: sent another part than asked for", "download")
        start = start if goes_on else 0
        _check_size(response.headers, stored, url, start)
        _note(stored, url, _validator(response.headers))
        with stored.download.open("ab" if goes_on else "wb") as file:
            for block in response.iter_bytes():
                start += len(block)
                if start > stored.entry.size:
                    break
                file.write(block)
                on_bytes(len(block))
            file.flush()
            os.fsync(file.fileno())
    if start > stored.entry.size:
        stored.download.unlink()
        raise ModelError(f"{shown_url(url)}: another file, longer than it should be", "wrong size")


def _check_size(headers: Mapping[str, str], stored: Stored, url: str, start: int) -> None:
    told = headers.get("content-length", "")
    if told.isdigit() and start + int(told) != stored.entry.size:
        raise ModelError(
            f"{shown_url(url)}: another file, of {start + int(told)} bytes "
            f"where {stored.entry.id} has {stored.entry.size}",
            "wrong size",
        )


def _starts_at(headers: Mapping[str, str]) -> int | None:
    told = headers.get("content-range", "").removeprefix("bytes ").partition("-")[0]
    return int(told) if told.isdigit() else None


def _validator(headers: Mapping[str, str]) -> str | None:
    etag = headers.get("etag", "")
    if etag and not etag.startswith("W/"):  # a weak one does not vouch for bytes
        return etag
    return headers.get("last-modified")


def _notes(stored: Stored) -> Path:
    return stored.download.with_suffix(".download-of")


def _note(stored: Stored, url: str, validator: str | None) -> None:
    of = hashlib.sha256(url.encode()).hexdigest()  # a URL may hold a secret
    _notes(stored).write_text(json.dumps({"of": of, "validator": validator}), "utf-8")


def _known_validator(stored: Stored, url: str) -> str | None:
    # Where nothing readable is known of what is here: from the start.
    with suppress(OSError, ValueError, KeyError, TypeError):
        known: dict[str, Any] = json.loads(_notes(stored).read_text("utf-8"))
        if known["of"] == hashlib.sha256(url.encode()).hexdigest():
            return known["validator"]
    return None


def _size(stored: Stored) -> int:
    return stored.download.stat().st_size if stored.download.exists() else 0
