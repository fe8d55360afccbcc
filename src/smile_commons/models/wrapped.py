"""A model around another: who it is and how it is asked are the inner one's. One of them is what
the plays of one engine share.
"""

from smile_commons.models.budget import SPENDING, Budget
from smile_commons.models.model import Model, OnText, Profile, Style
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request


class WrappedModel:
    """All of the ``Model`` protocol but ``complete``, as the model inside has it.

    Args:
        inner: the model that is asked otherwise; closed with this one.
    """

    def __init__(self, inner: Model) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def digest(self) -> str | None:
        return self._inner.digest

    @property
    def style(self) -> Style:
        return self._inner.style

    @property
    def profile(self) -> Profile:
        return self._inner.profile

    @property
    def usage(self) -> Usage:
        return self._inner.usage

    async def aclose(self) -> None:
        await self._inner.aclose()


def tell(reply: Reply, on_text: OnText | None) -> None:
    """Tells whoever listens a reply that is there at once."""
    if on_text is not None:
        for index, choice in enumerate(reply.choices):
            on_text(index, choice.text)


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
