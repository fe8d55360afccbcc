"""A model of one's own under a run's caps, as ours are."""

from dataclasses import replace

from smile_commons.errors import ModelError
from smile_commons.models.budget import Budget, Prices
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.gateway import Gateway
from smile_commons.models.model import Model, OnText
from smile_commons.models.plugged import PluggedModel
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.models.wrapped import WrappedModel


class CappedModel(WrappedModel):
    """Stops a run before a request that might pass a cap of it.

    Args:
        inner: the model that is asked.
        budget: what the run may spend.
        prices: of its tokens; None: they are not known.
    """

    def __init__(self, inner: Model, budget: Budget, prices: Prices | None) -> None:
        super().__init__(inner)
        self._budget, self._prices = budget, prices

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The model's reply; one that does not say what it took counts as the most it may have.

        Raises:
            CapError: it might pass a cap; nothing was sent.
            ModelError: what it answered is no reply.
        """
        hold = self._budget.hold(request, self._prices)
        used = Usage()
        try:
            reply = self._checked(await self._inner.complete(request, on_text))
            used = reply.usage
        finally:
            told = bool(used.prompt or used.completion)
            used = self._budget.settle(hold, request, used, self._prices, is_told=told)
        return replace(reply, usage=used)

    def _checked(self, made: object) -> Reply:
        if isinstance(made, Reply) and made.choices:
            return made
        said = "a Reply without choices" if isinstance(made, Reply) else f"{type(made).__name__}"
        raise ModelError(
            f"{self.name}: `complete` gave {said}, where a Reply with `n` choices is wanted",
            "not a reply",
        )


def capped(model: Model, budget: Budget, prices: Prices | None) -> Model:
    """The model under the caps; ours look to them themselves."""
    if isinstance(model, Gateway | EmbeddedModel | PluggedModel):
        return model
    return CappedModel(model, budget, prices)
