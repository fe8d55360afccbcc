"""Replies kept between runs: what hangs on nothing but the request is asked once."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from smile_commons.errors import CommonsError
from smile_commons.files import write_atomically
from smile_commons.models.model import Model, OnText
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, digest
from smile_commons.models.wrapped import WrappedModel, tell


class KeptModel(WrappedModel):
    """Answers from a folder what it was asked before, in this run or another.

    For requests that are not drawn at random (``temperature`` 0, or a seed that is part of the
    request where its purpose is worth keeping) of a model whose weights are known by their digest;
    everything else goes through. A kept reply costs nothing, and its
    usage says so. A file that cannot be read or written is as if it were not there: the model
    is asked. To be wrapped by what records, so that a record holds kept replies too.

    Args:
        inner: the model that is asked.
        folder: where replies are kept, one small file each; made when first needed.
        purposes: beginnings of the purposes whose replies are worth keeping. Any request is
            answered from what is there.
    """

    def __init__(self, inner: Model, folder: Path, purposes: tuple[str, ...]) -> None:
        super().__init__(inner)
        self._folder = folder
        self._purposes = purposes

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The kept reply or, failing that, the model's; see ``Model.complete``."""
        worth_it = request.purpose.startswith(self._purposes)
        by_lot = request.temperature > 0 and not (worth_it and request.seed is not None)
        if self.digest is None or by_lot:
            return await self._inner.complete(request, on_text)
        path = self._path(request)
        kept = _read(path)
        if kept is None:
            kept = await self._inner.complete(request, on_text)
            if worth_it:
                _write(path, kept)
        else:
            tell(kept, on_text)
        return kept

    def _path(self, request: Request) -> Path:
        key = digest(request, self.name, self.digest)
        return self._folder / key[:2] / f"{key}.json"


def _read(path: Path) -> Reply | None:
    try:
        line: dict[str, Any] = json.loads(path.read_bytes())
        choices = tuple(Choice(c["text"], c["finish"], c["logprobs"]) for c in line["choices"])
        sealed = line.pop("sha256") == _seal(line)
        return Reply(choices, Usage(), str(line["model"]), str(line["at"])) if sealed else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(path: Path, reply: Reply) -> None:
    line: dict[str, Any] = {
        "choices": [
            {"text": c.text, "finish": c.finish, "logprobs": c.logprobs and dict(c.logprobs)}
            for c in reply.choices
        ],
        "model": reply.model,
        "at": reply.at,
    }
    line["sha256"] = _seal(line)
    # A full or read-only disk costs time, not the run.
    with suppress(OSError, CommonsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(line, ensure_ascii=True))


def _seal(line: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()
