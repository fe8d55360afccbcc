"""Downloads one file of known size and hash, going on where an earlier attempt broke off."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.errors import ModelError
from smile_commons.models.attempt import shown_url
from smile_commons.models.cache import OnBytes, Stored, progress, sha256_of
from smile_commons.models.faults import RETRIED_STATUSES

if TYPE_CHECKING:
    import httpx2

ATTEMPTS = 8
"""In a row that bring nothing; any progress starts the count anew."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_TIMEOUT = 60.0


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
    sha256 = _hashed(stored)
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
    try:
        known: dict[str, Any] = json.loads(_notes(stored).read_text("utf-8"))
        if known["of"] == hashlib.sha256(url.encode()).hexdigest():
            return known["validator"]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # nothing readable is known of what is here: from the start
    return None


def _size(stored: Stored) -> int:
    return stored.download.stat().st_size if stored.download.exists() else 0


def _hashed(stored: Stored) -> str:
    with progress(f"verifying {stored.entry.id}", stored.entry.size) as on_bytes:
        return sha256_of(stored.download, on_bytes)
