"""Being asked to end: SIGTERM (a system that goes down) and SIGHUP (a terminal that is closed).

Both do what Ctrl-C does, so that a play stops between two steps, says how to go on and ends with
130. A signal that whoever started the program had it ignore (``nohup``) stays ignored.
"""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP")


@contextmanager
def like_an_interrupt() -> Generator[None]:
    """While it lasts, these signals are taken for an interrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    there = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    taken = [one for one in there if signal.getsignal(one) is signal.SIG_DFL]
    for one in taken:
        signal.signal(one, _interrupt)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
