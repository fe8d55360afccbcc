"""Replies that a run takes over from the run it branched off."""

from collections import Counter

from smile_commons.models.model import Model, OnText
from smile_commons.models.record import Record
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request, digest
from smile_commons.models.wrapped import WrappedModel, tell


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
        self.inherited = 0
        """Replies that came from the parent."""

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The parent's reply or, failing that, the model's; see ``Model.complete``."""
        same = (digest(request, self.name, self.digest), request.purpose)
        found = self._record.find((*same, self._made[same]))
        if found is None:
            return await self._inner.complete(request, on_text)
        self._made[same] += 1
        self.inherited += 1
        tell(found, on_text)
        return Reply(found.choices, Usage(), found.model, found.at)
