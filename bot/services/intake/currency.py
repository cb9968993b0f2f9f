"""What a file's amounts are counted in: the shop's currency, or the file's where none is known."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from analytics.intake.findings import CurrencyFinding
from analytics.intake.reading import Reading
from analytics.vocabulary.rows import RowKind
from bot.services.intake.wording import another_currency, currencies_words, doubtful_currency
from storage.store import Store

# What a file with decimal commas is likeliest in.
_COMMAS = "EUR"
#: The word for amounts that count as they stand.
ANY = "any"


@dataclass(frozen=True)
class Counting:
    """What amounts are counted in when a file comes.

    Attributes
    ----------
    currency : str
        Its ISO code.
    is_known : bool
        Somebody set it, or files said it; else it is only what Segbot starts with.
    is_open : bool
        Nothing is stored either: what is said of the first file is what the shop counts in.
    """

    currency: str
    is_known: bool
    is_open: bool

    @classmethod
    def of(
        cls, store: Store, default: str, said: str | None = None, but: Collection[int] = ()
    ) -> "Counting":
        """As things stand but for these uploads, with what was said of the file that comes."""
        known = store.currency.code(but)
        stays = any(
            each.id not in but and each.kind is not RowKind.CUSTOMERS
            for each in store.uploads.all()
        )
        is_open = known is None and not stays
        return cls(known or (is_open and said) or default, known is not None, is_open)

    def applied_to(self, reading: Reading, found: CurrencyFinding) -> Reading:
        """The reading; where every amount counts as it stands, whatever the file writes, the first
        file still says what that is."""
        if reading.currency == "" and self.is_open and len(found.rows) == 1:
            return replace(reading, currency=found.seen)
        return reading

    def question(self, reading: Reading, found: CurrencyFinding, said: str | None) -> str:
        """What has to be asked before amounts are added up; empty = nothing."""
        if reading.currency == "":
            return ""
        likely = found.seen or reading.currency or self._likely(found)
        if said and found.rows and said not in found.rows:
            return (
                f"The amounts are in {found.seen}, not in {said}. Say currency={found.seen}, or"
                " currency=any to count them as they stand."
            )
        if said is None and found.is_open and not (self.is_open and len(found.rows) == 1):
            return f"{currencies_words(found)} {self._ways(likely)}"
        if reading.currency not in (None, self.currency):
            if self.is_open:
                return f"The amounts are in {reading.currency}. {self._ways(likely)}"
            another = another_currency(str(reading.currency), self.currency)
            return f"{another} {self._ways(likely)}"
        if said is None and not self.is_known and found.is_doubtful and not found.rows:
            return f"{doubtful_currency(found)} {self._otherwise(likely)}".strip()
        return ""

    def counted_in(self, reading: Reading) -> str | None:
        """The currency of a file's amounts for the record; None where nobody told it."""
        return reading.currency or (self.currency if self.is_known else None)

    def likely(self, found: CurrencyFinding) -> tuple[str, ...]:
        """What may be said beside a file that is in doubt, the likeliest first: currencies, or any
        where nothing else would do."""
        if not self.is_known and found.is_doubtful and not self.is_open:
            return self.currency, self._likely(found)
        first = (found.seen or self._likely(found)) if self.is_open else ANY
        return first, *found.rows, self._likely(found), self.currency

    def _otherwise(self, likely: str) -> str:
        """What no answer for this file alone can do; empty = any currency may be said."""
        if self.is_open or likely == self.currency:
            return ""
        return (
            f"If it is {likely}, say `/data currency {likely}` and post the file again: all that is"
            f" stored then reads as {likely}, since nothing is ever converted."
        )

    def _likely(self, found: CurrencyFinding) -> str:
        return found.used_there or (_COMMAS if found.decimals else self.currency)

    def _ways(self, likely: str) -> str:
        if self.is_open:
            return "Nothing is stored yet: what does this shop count in?"
        return (
            f"Nothing is ever converted: as they stand, they count as if they were {self.currency}."
            f" `/data currency {likely}` makes all that is stored read as {likely}."
        )
