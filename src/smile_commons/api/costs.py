"""Whether a cap on cost can be kept."""

from smile_commons.errors import InputError
from smile_commons.models.open import is_local, prices_of
from smile_commons.models.settings import Settings


def check_cost(most: float | None, settings: Settings) -> None:
    """Whether a cap on cost can be kept.

    Raises:
        InputError: prices are not known.
    """
    if most and not is_local(settings) and prices_of(settings) is None:
        raise InputError(
            "`max_cost` needs prices, for a million tokens each: COMMONS_PRICE_IN and "
            "COMMONS_PRICE_OUT, or price_in and price_out in commons.toml"
        )
