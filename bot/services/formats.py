"""Numbers as a person reads them."""

from dataclasses import dataclass

from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_name,
    get_currency_symbol,
    list_currencies,
)

from bot.services.answer import Answer, Cell, Format

_LOCALE = "en_GB"
#: What can be uploaded, in as many words as fit beside an invitation.
FILES_READ = "CSV, Excel, ODS, JSON Lines or Parquet, also zipped"
#: Stands for "no value": Slack refuses empty cells.
BLANK = "–"
NUMERIC = frozenset(Format) - {Format.TEXT}


def is_currency(code: str) -> bool:
    """Whether these three letters are a currency's."""
    return code in list_currencies()


#: Of smaller amounts than this, pennies are a part that one would miss.
_PENNIES_MATTER = 10


@dataclass(frozen=True)
class Formats:
    """Words numbers in one currency.

    Attributes
    ----------
    currency : str
        Its three-letter code, such as GBP.
    """

    currency: str = "GBP"

    @classmethod
    def of(cls, answer: Answer) -> "Formats":
        """In what an answer's amounts are."""
        return cls(answer.currency) if answer.currency else cls()

    @property
    def name(self) -> str:
        """The currency in words: US dollars (USD)."""
        return f"{get_currency_name(self.currency, 2, _LOCALE)} ({self.currency})"

    @property
    def symbol(self) -> str:
        """The currency's sign, such as £."""
        return get_currency_symbol(self.currency, locale=_LOCALE)

    def about(self, amount: float) -> str:
        """An amount in a sentence: £31,245; with pennies where they matter, as in £2.50."""
        if abs(amount) < _PENNIES_MATTER and round(amount, 2) != round(amount):
            return format_currency(amount, self.currency, locale=_LOCALE)
        return format_currency(round(amount), self.currency, "¤#,##0", _LOCALE, False)

    def cell(self, value: Cell, kind: Format) -> str:
        """Word one value of a table; money to the penny, so that what is shown adds up."""
        if value is None or value == "":
            return BLANK
        if isinstance(value, str):
            return value
        match kind:
            case Format.MONEY:
                return format_currency(value, self.currency, locale=_LOCALE)
            case Format.ABOUT:
                return self.about(value)
            case Format.SHARE:
                return format_percent(value, "0.#%" if 0 < value < 0.1 else "0%", locale=_LOCALE)
            case Format.DECIMAL:
                return format_decimal(value, "#,##0.00", locale=_LOCALE)
            case Format.WHOLE:
                return format_decimal(round(value), locale=_LOCALE)
            case Format.COUNT:
                return format_decimal(value, "#,##0.#", locale=_LOCALE)
            case Format.CHANGE:
                return format_decimal(value, "+#,##0;-#,##0", locale=_LOCALE) if value else "0"
            case Format.TEXT:
                return str(value)
