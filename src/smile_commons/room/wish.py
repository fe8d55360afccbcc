"""What a teacher asks for when a room is opened, checked before anything is made."""

import ipaddress
import re
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smile_commons.errors import InputError
from smile_commons.models.attempt import OPENAI, is_loopback
from smile_commons.models.open import is_local
from smile_commons.models.settings import LOCAL, Settings
from smile_commons.room.kept import MOST_KEEP

_RELEASE = re.compile(r"hold|auto:([1-9][0-9]{0,2})")


class Wish(BaseModel):
    """The options of ``commons room``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dialogue: str = "elixirs-hearing"
    articles: tuple[str, ...] = ()
    """Only these, by id; none: all of the dialogue's."""
    seats: int = Field(default=40, ge=1, le=400)
    host: str | None = None
    """An address to listen on besides this machine's own; ``auto``: the likeliest."""
    port: int = Field(default=8765, ge=0, le=65535)
    url: str | None = None
    """How students reach it, where that is not the host and port."""
    roster: Path | None = None
    """A file of names, one a line; None: no name is ever kept."""
    release: str = "hold"
    keep: int | None = Field(default=None, ge=0, le=MOST_KEEP)
    """Days; None: asked at the end."""
    allow_remote_model: bool = False
    rehearse: int = Field(default=0, ge=0, le=400)
    """Simulated seats."""
    minutes: Literal[20, 45, 90] | None = None
    language: str | None = None
    """Of what the room says; None: as the world, where the room speaks it."""
    seed: int | None = None

    @classmethod
    def of(cls, **fields: Any) -> Self:
        """A wish, checked.

        Raises:
            InputError: a value is wrong; the option is named.
        """
        try:
            wish = cls(**fields)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            raise InputError(f"`{name}`: {first['msg']}, not {first['input']!r}") from error
        if not _RELEASE.fullmatch(wish.release):
            raise InputError(f"`release`: hold, or auto:SECONDS (1 to 999), not {wish.release!r}")
        if wish.url is not None:
            checked_url(wish.url)
        return wish


def auto_seconds(release: str) -> float | None:
    """Seconds after which lines let themselves out; None: they are held."""
    found = _RELEASE.fullmatch(release)
    return float(found[1]) if found and found[1] else None


def checked_url(url: str) -> str:
    """How students reach the room: scheme, name and port, nothing after them.

    Raises:
        InputError: it is no such address.
    """
    parts = urlsplit(url)
    try:
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_whole = is_whole and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InputError(f"`url`: http://NAME:PORT or https://NAME, not {url!r}")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def remote_hosts(settings: Settings) -> list[str]:
    """The hosts that lines of the debate would be sent to, none where all is on this machine."""
    urls = list[str]()
    for name in dict.fromkeys((settings.model, settings.judge or settings.model)):
        if not is_local(settings, name):
            urls.append(settings.base_url or OPENAI)
    if settings.embeddings != LOCAL:
        urls.append(settings.embeddings_base_url or settings.base_url or OPENAI)
    if settings.chroma_url:
        urls.append(settings.chroma_url)
    return list(dict.fromkeys(_host(url) for url in urls if not is_loopback(url)))


def check_remote(settings: Settings, *, allowed: bool) -> str:
    """The hosts that the notice names.

    Raises:
        InputError: lines would leave this machine, and nobody allowed it.
    """
    hosts = remote_hosts(settings)
    if hosts and not allowed:
        raise InputError(
            f"the debate would be sent to {', '.join(hosts)}: what students ask goes with it. "
            "Use a model on this machine, or say --allow-remote-model; the notice names the host"
        )
    return ", ".join(hosts)


def _host(url: str) -> str:
    host = urlsplit(url).hostname or url
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host
