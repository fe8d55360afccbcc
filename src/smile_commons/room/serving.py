"""The room's server: its sockets, and an end within a second however many streams are open."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import uvicorn

from smile_commons.errors import InputError
from smile_commons.room.gate import App


def bound(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """Sockets that listen on a port of these addresses; port 0 takes one that is free.

    Raises:
        InputError: an address is not this machine's, or the port is taken.
    """
    sockets = list[socket.socket]()
    for address in addresses:
        one = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((address, port))
            one.listen(128)
        except OSError as error:
            for other in (one, *sockets):
                other.close()
            raise InputError(
                f"cannot listen on {address}, port {port}: {error.strerror}; "
                "another `port`, or another `host`?"
            ) from error
        sockets.append(one)
        port = port or one.getsockname()[1]
    return sockets


class Server(uvicorn.Server):
    """Ends what is open before uvicorn waits for it: a stream never ends by itself.

    Args:
        app: what is served.
        ending: called when it is asked to end, in the loop.
    """

    def __init__(self, app: App, ending: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,  # it would keep addresses
                log_level="warning",
                lifespan="off",
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=1,
                timeout_keep_alive=30,
                log_config=None,
            )
        )
        self._ending = ending

    async def listen(self, sockets: Sequence[socket.socket]) -> None:
        """Serves on further sockets, as ``startup`` does on those it was given."""

        def protocol(_loop: asyncio.AbstractEventLoop | None = None) -> asyncio.Protocol:
            make: Any = self.config.http_protocol_class
            return make(
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
                _loop=_loop,
            )

        for one in sockets:
            self.servers.append(await asyncio.get_running_loop().create_server(protocol, sock=one))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends it; asked twice, at once. Uvicorn's own would raise the signal again afterwards."""
        self._ending()
        self.force_exit = self.should_exit
        self.should_exit = True

    def end(self) -> None:
        """Ends as if it had been asked to."""
        self._ending()
        self.should_exit = True


async def serve(server: Server, sockets: Sequence[socket.socket]) -> None:
    """Serves until it is asked to end, by a signal or by ``Server.end``."""
    await server.serve(sockets=list(sockets))
