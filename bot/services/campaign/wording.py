"""Effects as sentences have them."""

from bot.services.answer import Format
from bot.services.formats import Formats


def percent(share: float) -> str:
    """A change in percent with its sign, finer where whole percents would say nothing.

    >>> percent(0.09), percent(-0.04), percent(0.003)
    ('+9%', '−4%', '+0.3%')
    """
    decimals = 1 if 0 < abs(share) < 0.01 else 0
    return f"{_sign(share)}{abs(share):.{decimals}%}"


def money(amount: float, formats: Formats) -> str:
    """A difference of amounts with its sign, to the penny."""
    return f"{_sign(amount)}{formats.cell(abs(amount), Format.MONEY)}"


def _sign(number: float) -> str:
    return "−" if number < 0 else "+"
