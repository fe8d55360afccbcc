"""Models over a record: one that adds to it, one that has nothing but it, one that begins by it."""

import difflib
import json
from collections import Counter
from collections.abc import Iterable

from smile_commons.errors import ReplayError
from smile_commons.models.faults import shorten
from smile_commons.models.model import Model, OnText, Style
from smile_commons.models.record import Asked, Record
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request, asked_text, digest, parameters
from smile_commons.models.wrapped import WrappedModel, tell

_LINES_SHOWN = 24
SPEAKER = "speaker"


class RecordingModel(WrappedModel):
    """Answers from the record what it holds already, and records what ``inner`` answers.

    So a run that is resumed repeats no call whose reply was written. Closing it closes the model;
    the record stays open for others.

    Args:
        inner: the model that is asked.
        record: the run's record.
        role: what the model does in the run; a replay finds it by this.
    """

    def __init__(self, inner: Model, record: Record, role: str = SPEAKER) -> None:
        super().__init__(inner)
        self._record = record
        self._role = role
        self._made = Counter[tuple[str, str]]()
        self._given = Usage()

    @property
    def usage(self) -> Usage:
        """The sum over the replies given through it, recorded ones included.

        Not the inner model's: another role may share that.
        """
        return self._given

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Answers from the record or, failing that, by the model; see ``Model.complete``."""
        same = (digest(request, self.name, self.digest), request.purpose)
        found = self._record.find((*same, self._made[same]))
        if found is not None:
            self._made[same] += 1
            self._given += found.usage
            tell(found, on_text)
            return found
        reply = await self._inner.complete(request, on_text)
        self._given += reply.usage
        # Counted only now: a call that failed has not been made as far as a replay can tell.
        key = (*same, self._made[same])
        self._made[same] += 1
        self._record.meet(self._role, self._inner)
        return self._record.add(key, self._role, request, reply)


class ReplayModel:
    """Answers from a record and from nothing else; meets the ``Model`` protocol.

    Args:
        record: the record of the run that is played again.
        role: which of the models that took part it stands for.

    Raises:
        ReplayError: no model of that role took part.
    """

    def __init__(self, record: Record, role: str = SPEAKER) -> None:
        if role not in record.takers:
            known = ", ".join(record.takers) or "nobody"
            raise ReplayError(f"{record.path}: holds no replies of a {role} (there: {known})")
        taker = record.takers[role]
        self.name, self.digest, self.profile = taker.name, taker.digest, taker.profile
        self.style: Style = taker.style
        self.usage = Usage()
        self._record, self._role = record, role
        self._made = Counter[tuple[str, str]]()
        self._count = 0

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The recorded reply.

        Raises:
            ReplayError: the record holds no such request; shows how it differs from the recorded
                one of the same purpose, or else from the one at the same place.
        """
        same = (digest(request, self.name, self.digest), request.purpose)
        found = self._record.find((*same, self._made[same]))
        if found is None:
            raise ReplayError(self._difference(request))
        self._made[same] += 1
        self._count += 1
        self.usage += found.usage
        tell(found, on_text)
        return found

    async def aclose(self) -> None:
        """Has nothing to let go of."""

    def _difference(self, request: Request) -> str:
        head = f"{self._record.path}: the request {request.purpose} differs from the recorded one"
        recorded = self._nearest(request.purpose)
        if recorded is None:
            return f"{self._record.path}: holds no request, so none for {request.purpose}"
        text = asked_text(request)
        form = "messages" if request.prompt is None else "prompt"
        now = Asked(request.purpose, self._role, form, text, parameters(request))
        lines = difflib.unified_diff(
            _lines(recorded), _lines(now), recorded.purpose, now.purpose, lineterm="", n=1
        )
        shown = [shorten(line) if line.strip() else line for line in lines]
        if not shown:
            return f"{head} only in how often it is made"
        rest = len(shown) - _LINES_SHOWN
        more = [f"… {rest} lines more"] if rest > 0 else []
        return "\n".join([f"{head}:", *shown[:_LINES_SHOWN], *more])

    def _nearest(self, purpose: str) -> Asked | None:
        nearest: Asked | None = None
        for place, asked in enumerate(self._record.asked()):
            if asked.purpose == purpose:
                return asked
            if nearest is None or place <= self._count:
                nearest = asked
        return nearest


def _lines(asked: Asked) -> list[str]:
    if asked.form == "prompt":
        text: Iterable[str] = asked.text.splitlines()
    else:
        pairs: list[list[str]] = json.loads(asked.text)
        text = [line for role, said in pairs for line in (f"[{role}]", *said.splitlines())]
    params = (f"{name} = {json.dumps(it, sort_keys=True)}" for name, it in asked.params.items())
    return [*params, *text]


class InheritingModel(WrappedModel):
    """Answers what the parent was asked word for word as the parent was answered.

    Only the same request, for the same purpose, to the same model is answered so; a branch asks
    few such, since its prompts differ from where it left. They cost nothing, and their usage says
    so. To be wrapped by what records, so that the branch's own record is whole.

    Args:
        inner: the model that is asked otherwise.
        record: the parent's record, opened to be read only.
    """

    def __init__(self, inner: Model, record: Record) -> None:
        super().__init__(inner)
        self._record = record
        self._made = Counter[tuple[str, str]]()

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The parent's reply or, failing that, the model's; see ``Model.complete``."""
        same = (digest(request, self.name, self.digest), request.purpose)
        found = self._record.find((*same, self._made[same]))
        if found is None:
            return await self._inner.complete(request, on_text)
        self._made[same] += 1
        tell(found, on_text)
        return Reply(found.choices, Usage(), found.model, found.at)
