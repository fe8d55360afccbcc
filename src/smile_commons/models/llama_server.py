"""llama.cpp's server in a process of its own: started, asked for its address, ended.

A process of its own, though the library could run it in ours: what it writes to standard error
goes to a log and cannot mix with our terminal, a model file that makes it abort takes nothing
else down, and ending it cannot hang.
"""

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from smile_commons.errors import InputError, ModelError

PARALLEL = 4
"""Sequences that are computed at once; a request's ``n`` may not be more."""
_SLOTS = PARALLEL + 3
"""Prompts that are kept at hand: the takes of a speech fill four slots every time, so without
further ones the two forms of a ballot and a look back would be read anew from their beginning."""
_GRACE = 3.0
_TOLD = 3


@dataclass(kw_only=True)
class LlamaServer:
    """One llama.cpp server on the loopback interface, behind a random key."""

    path: Path
    n_ctx: int
    threads: int | None = None
    """How many to compute with; None: as many as this process may use cores."""
    log: Path | None = None
    """Where its log goes; None for a temporary file that goes with it."""

    def __post_init__(self) -> None:
        self.key = secrets.token_urlsafe(24)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process it runs in, while it runs."""
        return self._process.pid if self._process else None

    @property
    def is_dead(self) -> bool:
        """Whether it was started and ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def start(self) -> str:
        """Starts it and waits until the model is loaded.

        Returns:
            The address to talk to, without a path.

        Raises:
            InputError: llama.cpp is not installed.
            ModelError: it cannot load the file, or was stopped meanwhile.
        """
        require_llama()
        with self._opened_log() as log:
            process = self._process = self._spawned(log)
            assert process.stdin is not None
            assert process.stdout is not None
            with contextlib.suppress(BrokenPipeError):  # the answer tells of it
                process.stdin.write(json.dumps(self._asked()).encode() + b"\n")
                process.stdin.flush()
            line = process.stdout.readline()
            answer: dict[str, str] = json.loads(line) if line.strip() else {}
            if "address" in answer:
                return answer["address"]
            self.stop()
            raise ModelError(
                f"{self.path.name} cannot be loaded: {self._reason(answer, log)}", "not loaded"
            )

    def stop(self) -> None:
        """Ends it, at the latest after three seconds; twice does no harm."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def kill(self) -> None:
        """Ends it at once, also while it is loading."""
        if self._process is not None:
            self._process.kill()

    def _spawned(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        # Ctrl-C in a terminal goes to the whole group: the server is to outlive it, so that what
        # is under way can end in order. Its end comes when its input is closed.
        on_windows = sys.platform == "win32"
        return subprocess.Popen(
            [sys.executable, "-m", "smile_commons.models.serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=not on_windows,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if on_windows else 0,
        )

    def _asked(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "n_ctx": self.n_ctx,
            "n_parallel": _SLOTS,
            "threads": self.threads or cores(),
            "key": self.key,
        }

    def _opened_log(self) -> IO[bytes]:
        if self.log is None:
            return tempfile.TemporaryFile()
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            return self.log.open("a+b")
        except OSError as error:
            raise InputError(f"{self.log}: cannot be written: {error.strerror}") from error

    def _reason(self, answer: Mapping[str, str], log: IO[bytes]) -> str:
        log.seek(0)
        lines = log.read()[-8000:].decode("utf-8", "replace").splitlines()
        errors = [line.strip() for line in lines if " E " in line[:20] or "error" in line.lower()]
        said = answer.get("error") or "llama.cpp ended without a word"
        where = f" (log: {self.log})" if self.log else ""
        return "; ".join([said, *errors[:_TOLD]]) + where


def cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def require_llama() -> None:
    """Checks that llama.cpp is there, without importing it.

    Raises:
        InputError: it is not; says how to get it.
    """
    from importlib.util import find_spec

    if find_spec("xllamacpp") is None:
        raise InputError(
            "a model on this machine needs llama.cpp: pip install 'smile-commons[local]'\n"
            "or name an endpoint: `model` NAME `base_url` URL"
        )
