"""A model that several runs ask at once, each with a budget and a count of its own."""

from smile_commons.models.budget import SPENDING, Budget
from smile_commons.models.model import Model, OnText
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.models.wrapped import WrappedModel


class SharedModel(WrappedModel):
    """One run's view of a model: it counts what that run asked, and closing it closes nothing.

    Args:
        inner: the model, which stays open.
        budget: what the run may spend.
    """

    def __init__(self, inner: Model, budget: Budget) -> None:
        super().__init__(inner)
        self._budget = budget
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        """The sum over the run's own calls."""
        return self._usage

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The model's reply; see ``Model.complete``.

        Raises:
            CapError: it might pass a cap of the run; nothing was sent.
        """
        spending = SPENDING.set(self._budget)
        try:
            reply = await self._inner.complete(request, on_text)
        finally:
            SPENDING.reset(spending)
        self._usage += reply.usage
        return reply

    async def aclose(self) -> None:
        """Leaves the model to whoever opened it."""
