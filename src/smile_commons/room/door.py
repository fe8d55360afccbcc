"""Where a room can be reached: its sockets, the address on the wall, and what it answers to."""

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from smile_commons.errors import InputError
from smile_commons.room.addresses import LOOPBACK, addresses
from smile_commons.room.serving import bound
from smile_commons.room.wish import checked_url

AUTO, EVERYWHERE = "auto", "0.0.0.0"


@dataclass(slots=True)
class Door:
    """The sockets of a room, and the address that is shown."""

    host: str | None
    """As it was asked for: an address, ``auto``, or None for this machine alone."""
    port: int
    url: str | None
    """How students reach it, where somebody said so."""
    sockets: list[socket.socket]
    shown: str
    """The address of this machine that phones are told."""
    at: list[str]
    """The addresses that the sockets are bound to."""
    others: tuple[str, ...] = ()
    """Further addresses at which it answers."""
    _urls: list[str] = field(default_factory=list[str])
    """All that phones were ever told."""

    @classmethod
    def open(cls, host: str | None, port: int, url: str | None, *, before: str = "") -> "Door":
        """Binds what is asked for: this machine alone, or the school's network too.

        Args:
            host: an address of this machine; ``auto``: all that phones may reach; None: loopback.
            port: 0: one that is free.
            url: how students reach it, if not by host and port.
            before: the address that phones were told last; it is kept if it is still ours.

        Raises:
            InputError: the port is taken, the address not ours, or the URL none.
        """
        if url:
            checked_url(url)
        there = addresses()
        if before in there:
            there = [before, *(one for one in there if one != before)]
        if host == EVERYWHERE:
            at = [EVERYWHERE]
        elif host == AUTO:
            at = [LOOPBACK, *there]
        else:
            at = [LOOPBACK, *([host] if host and host != LOOPBACK else [])]
        sockets = bound(at, port)
        port = sockets[0].getsockname()[1]
        follows = host in (AUTO, EVERYWHERE)
        shown = (there[0] if there else LOOPBACK) if follows else host or LOOPBACK
        door = cls(host, port, url, sockets, shown, at)
        door._show(shown, there)
        return door

    @property
    def join_url(self) -> str:
        """Where phones go."""
        return checked_url(self.url) if self.url else self._at(self.shown)

    @property
    def is_of_this_machine_alone(self) -> bool:
        """Whether no phone can reach it."""
        return not self.url and self.shown == LOOPBACK

    @property
    def origins(self) -> list[str]:
        """Every address that it answers to."""
        own = [self._at(name) for name in (LOOPBACK, "localhost", "::1")]
        bound_to = [self._at(one) for one in self.at]
        return list(dict.fromkeys([*own, *bound_to, *self._urls, *self.others]))

    def follow(self, there: Sequence[str]) -> list[socket.socket]:
        """Looks after an address that has changed, as a network gives another one (DHCP).

        Args:
            there: the addresses that this machine has now, the likeliest first.

        Returns:
            Sockets that are new; somebody has to listen on them.
        """
        if self.host not in (AUTO, EVERYWHERE) or not there or self.shown in there:
            return []
        new: list[socket.socket] = []
        for one in there:
            if one in self.at or self.host == EVERYWHERE:
                continue
            with suppress(InputError):  # it is gone again, or another program has the port there
                new += bound([one], self.port)
                self.at.append(one)
        self.sockets += new
        reached = [one for one in there if one in self.at or self.host == EVERYWHERE]
        if reached:
            self.shown = reached[0]
            self._show(self.shown, reached)
        return new

    def is_gone(self, there: Sequence[str]) -> bool:
        """Whether the address that was asked for is this machine's no more."""
        asked = self.host not in (None, AUTO, EVERYWHERE, LOOPBACK)
        return asked and bool(there) and ":" not in self.shown and self.shown not in there

    def close(self) -> None:
        """Closes its sockets."""
        for one in self.sockets:
            one.close()

    def _show(self, shown: str, there: Sequence[str]) -> None:
        follows = self.host in (AUTO, EVERYWHERE)
        self.others = tuple(self._at(one) for one in there if follows and one != shown)
        if self.join_url not in self._urls:
            self._urls.append(self.join_url)

    def _at(self, address: str) -> str:
        name = f"[{address}]" if ":" in address else address
        return f"http://{name}:{self.port}"
