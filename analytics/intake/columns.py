"""Which column has which role: by its name, and by what it holds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.customers import (
    is_half_a_name,
    is_whole_name,
    may_be_the_customer,
    names_people,
    rather_names_others,
)
from analytics.intake.dates import DateForm, DateOrder, clocks, times
from analytics.intake.headers import TOGETHER, HeaderNames, Layout, key, words_of
from analytics.intake.numbers import DecimalMark, numbers, without_percent
from analytics.intake.reading import MONEY_OF_ROWS, Role
from analytics.intake.words import Statuses
from analytics.vocabulary.identifiers import as_identifiers, as_values
from analytics.vocabulary.rows import UNWRITTEN

_LOOKED_AT = 1_000
_TOO_FEW_TO_TELL = 5
_NUMERIC = {Role.QUANTITY, Role.PRICE, Role.AMOUNT, Role.TOTAL, Role.REFUNDED}
# A column with fewer texts than this share of a better filled rival is passed over: a till
# that has a "Customer ID" but fills in the e-mail knows its customers by the latter.
_FILLED_ENOUGH = 0.5
# Words of headers above numbers that are neither money nor ids.
_MEASURES = {
    *("lat", "latitude", "lon", "lng", "long", "longitude", "age", "rate", "rating", "score"),
    *("percent", "percentage", "pct", "weight", "height", "width", "length", "distance", "vat"),
    *(
        "tax",
        "discount",
        "shipping",
        "stars",
        "salary",
        "income",
        "year",
        "month",
        "day",
        "hour",
        "zip",
        "postcode",
    ),
}
_NEARLY_ALL = 0.9
_MOSTLY = 0.8
_MOST_ORDERS = 50
_MOST_KINDS = 12
# A degree of latitude or longitude has more decimals than a price has.
_FINELY = r"[.,][0-9]{4,}$"
_FARTHEST = 180
# As long as a phone number without its prefix.
_LONG_NUMBER = 7
# Small numbers that number things rather than count them.
_NO_PIECES = {*("id", "no", "nr", "number", "code", "index", "row", "line", "line_id"), *_MEASURES}
# Words of headers above numbers that name something.
_NUMBERING = {"id", "ids", "no", "nr", "number", "code", "key", "index", "phone", "row", "line"}
_NO_NUMBERS = {
    *("total", "amount", "value", "price", "sum", "revenue", "tax", "discount", "cost", "fee"),
    *("date", "time", "day", "month", "year", "hour", "count", "quantity", "qty", "lines", "items"),
    *("status", "type", "method", "channel", "source", "priority", "country", "city", "currency"),
}
_IDS = {"id", "no", "nr", "num", "number", "ref", "reference", "code", "uid", "uuid"}
#: Of products in one program and of orders in another.
_REFERENCES = {"reference", "referencia", "ref", "referenz"}
_ORDER_WORDS = {
    *("order", "orders", "invoice", "receipt", "transaction", "basket", "ticket", "bill", "sale"),
    *("checkout", "cart", "increment", "purchase", "bestellung", "rechnung", "commande", "pedido"),
    *("ordine", "factuur", "zamowienie", "check"),
}
_FEW_PIECES = 20
_DAYS = {"day", "days", "daynum", "dayno", "dayid", "tag", "jour", "dia", "giorno", "dag", "dzien"}
_OF_DAYS = {"no", "nr", "num", "number", "id", "index", "order", "transaction", "trans", "purchase"}
# Twenty years of days; days that spreadsheets count from 1900 on are dates.
_NO_DAY_NUMBER = 7_500
_MAY_BE_EMPTY = {
    Role.REFUNDED,
    Role.REFUND_OF,
    Role.STATUS,
    Role.COUNTRY,
    Role.CUSTOMER,
    Role.DESCRIPTION,
}


class Content:
    """What a column looks like, whatever it is called.

    Shares are from 0 to 1, of its different texts (missing ones aside), and each is counted when
    it is first asked for: most columns are known by their names.

    Attributes
    ----------
    filled : int
        Rows with a text.
    distinct : int
        Different texts looked at.
    example : str
        One of them; empty if there is none.
    """

    def __init__(self, column: "pd.Series[str]") -> None:
        values = as_values(column).dropna()
        self._texts = pd.Series(values.unique()[:_LOOKED_AT], dtype="str")
        self.filled = len(values)
        self.distinct = len(self._texts)
        self.example = "" if self._texts.empty else str(self._texts.iloc[0])

    @cached_property
    def times(self) -> float:
        """Dates of any kind."""
        return _share(self._dated)

    @cached_property
    def written_dates(self) -> float:
        """Dates that no number could be mistaken for."""
        return _share(self._dated & np.isnan(self._read))

    @cached_property
    def clocks(self) -> float:
        """Times of day."""
        return _share(~np.isnat(clocks(self._texts)))

    @cached_property
    def numbers(self) -> float:
        """Numbers."""
        return _share(~np.isnan(self._read))

    @cached_property
    def counts(self) -> bool:
        """Small whole numbers, as pieces are."""
        whole = np.abs(self._read[~np.isnan(self._read)])
        return self.numbers >= _NEARLY_ALL and not self.decimals and np.median(whole) <= _FEW_PIECES

    @cached_property
    def numbered(self) -> bool:
        """Whole numbers of one length, or with a zero before them, as ids are, not amounts."""
        texts = self._texts.str.replace(r"[\s().+-]", "", regex=True)
        lengths = texts.str.len().value_counts(normalize=True)
        digits = bool(texts.str.fullmatch("[0-9]{3,}").mean() >= _NEARLY_ALL)
        return digits and (lengths.iloc[0] >= _MOSTLY or bool(texts.str.startswith("0").any()))

    def is_whole_beyond(self, number: int) -> bool:
        """Whether all are whole numbers, some beyond this one, and none a date written as one."""
        read = self._read
        whole = self.distinct > 0 and bool((read == np.rint(read)).all())
        return whole and number < read.max() < _NO_DAY_NUMBER

    @cached_property
    def has_cents(self) -> bool:
        """Some are written with two decimals, as money is."""
        return bool(self._texts.str.contains(r"[.,][0-9]{2}\s*$", regex=True).any())

    @property
    def is_flag(self) -> bool:
        """Ones and zeros: an answer, no money."""
        return {*self._texts.str.strip()} == {"0", "1"}

    @property
    def is_money(self) -> bool:
        """Nearly all texts are numbers, though perhaps with a sign for per cent."""
        return bool(self.distinct) and self.numbers >= _NEARLY_ALL

    @cached_property
    def decimals(self) -> float:
        """Numbers that aren't whole."""
        return _share(~np.isnan(self._read) & (self._read != np.rint(self._read)))

    @cached_property
    def measures(self) -> bool:
        """Numbers that may be money: not all the same, no places on the globe, no long numbers of
        one length, as phones and cards have."""
        all_the_same = self.distinct == 1 and self.filled >= _TOO_FEW_TO_TELL
        if self.numbers < _NEARLY_ALL or all_the_same:
            return False
        texts = self._texts[~np.isnan(self._read)].str.strip()
        finely = texts.str.contains(_FINELY, regex=True).mean()
        if finely >= 0.5 and np.nanmax(np.abs(self._read)) <= _FARTHEST:
            return False
        lengths = texts.str.len()
        whole = texts.str.fullmatch("[0-9]+").all()
        return not (whole and lengths.nunique() == 1 and lengths.iloc[0] >= _LONG_NUMBER)

    @cached_property
    def counts_on(self) -> bool:
        """Each number is one more than another, as where rows are numbered."""
        read = np.sort(self._read)
        return self.numbers == 1 and bool((np.diff(read) == 1).all())

    @cached_property
    def digits(self) -> float:
        """Texts with a digit in them."""
        return _share(self._texts.str.contains(r"[0-9]", regex=True).to_numpy(dtype=bool))

    @cached_property
    def emails(self) -> float:
        """E-mail addresses."""
        pattern = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
        return _share(self._texts.str.contains(pattern, regex=True).to_numpy(dtype=bool))

    @cached_property
    def masked(self) -> float:
        """Numbers of which but the end is told, as those of payment cards."""
        pattern = r"(?:[*•●·#…]{2}|[xX]{3}|\.{3}|ending in).*[0-9]{2,6}$"
        return _share(self._texts.str.contains(pattern, regex=True).to_numpy(dtype=bool))

    @cached_property
    def _read(self) -> npt.NDArray[np.float64]:
        return numbers(without_percent(self._texts), DecimalMark.POINT)

    @cached_property
    def _dated(self) -> npt.NDArray[np.bool_]:
        dated = ~np.isnat(times(self._texts, DateForm(DateOrder.DAY_FIRST)))
        month_first = DateForm(DateOrder.MONTH_FIRST)
        dated[~dated] = ~np.isnat(times(self._texts[~dated], month_first))
        return dated

    def fits(self, role: Role) -> bool:
        """Whether most texts are of the kind that the role needs; too few prove nothing."""
        if role in MONEY_OF_ROWS and self.is_flag and self.filled >= _TOO_FEW_TO_TELL:
            return False
        if role in _NUMERIC and self.distinct:
            return self.numbers >= (0.5 if self.distinct >= _TOO_FEW_TO_TELL else 0.01)
        if self.distinct < _TOO_FEW_TO_TELL:
            return True
        if role is Role.TIME:
            return self.times >= 0.5
        return role is not Role.CLOCK or self.clocks >= 0.5


def _share(of: npt.NDArray[np.bool_]) -> float:
    return float(of.mean()) if of.size else 0.0


class Sheet:
    """A sample of a table, its columns' content looked at once each."""

    def __init__(self, sample: pd.DataFrame) -> None:
        self.rows = sample.drop(columns=[*UNWRITTEN], errors="ignore")
        self.names = [str(name) for name in self.rows]
        self._contents: dict[str, Content] = {}

    def content(self, name: str) -> Content:
        """What a column looks like."""
        if name not in self._contents:
            self._contents[name] = Content(self.rows[name])
        return self._contents[name]


def by_layout(sheet: Sheet, layout: Layout) -> dict[Role, str]:
    """The roles of a known export's columns."""
    headers: dict[str, str] = {}
    for name in sheet.names:
        headers.setdefault(key(name), name)
    candidates = {
        role: tuple(headers[each] for each in keys if each in headers)
        for role, keys in layout.columns.items()
    }
    return _best(sheet, candidates)


def by_name(sheet: Sheet, header_names: HeaderNames) -> dict[Role, str]:
    """The roles that headers tell and contents don't deny."""
    columns = _best(sheet, header_names.roles(sheet.names))
    named = header_names.roles(sheet.names)
    if Role.TIME not in columns:
        # "Time" mostly is the time of day, but may be the whole moment.
        moments = [n for n in named.get(Role.CLOCK, ()) if sheet.content(n).written_dates >= 0.5]
        if moments:
            columns[Role.TIME] = moments[0]
            if columns.get(Role.CLOCK) == moments[0]:
                del columns[Role.CLOCK]
        # A year, a month and a day in columns of their own.
        made = [name for name in sheet.names if TOGETHER in name]
        apart = [name for name in made if header_names.dates_apart(name.split(TOGETHER))]
        ordered = [n for n in apart if not header_names.speaks_of(n, "shipping", "delivery")]
        if len(apart) == 1 or len(ordered) == 1:
            columns[Role.TIME] = (ordered or apart)[0]
    if _references_orders(sheet, columns):
        del columns[Role.PRODUCT]
    columns.pop(Role.CUSTOMER, None)
    people = people_columns(sheet, columns, header_names)
    return columns | _best(sheet, {Role.CUSTOMER: people})


def _references_orders(sheet: Sheet, columns: Mapping[Role, str]) -> bool:
    """Whether a column called Reference, as those of products are, is new with every order; or,
    where no column numbers those, with every row."""
    name = columns.get(Role.PRODUCT, "")
    if not words_of(name) or not words_of(name) <= _REFERENCES:
        return False
    number = columns.get(Role.INVOICE)
    orders = pd.Series(range(len(sheet.rows))) if number is None else sheet.rows[number]
    pairs = pd.DataFrame({"order": orders.to_numpy(), "own": sheet.rows[name]}).drop_duplicates()
    new = len(pairs) == pairs["own"].nunique() >= _TOO_FEW_TO_TELL
    return new and len(pairs) == pairs["order"].nunique()


def people_columns(
    sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames
) -> list[str]:
    """The columns that name customers by their headers, the likeliest first, but for those that
    what they hold rules out.

    A few words that come back with everything (yes, Retail, New), a number of which but the end is
    told, or one and the same value beside others tell nobody apart.
    """
    others = {name for role, name in columns.items() if role is not Role.CUSTOMER}
    named = header_names.roles(sheet.names).get(Role.CUSTOMER, ())
    by_words = [name for name in sheet.names if name not in named and names_people(name)]
    found = [
        name
        for name in (*named, *by_words)
        if name not in others
        and sheet.content(name).written_dates < 0.5
        and sheet.content(name).masked < 0.5
        and not _are_kinds(sheet, name, header_names)
    ]
    if any(sheet.content(name).distinct > 1 for name in found):
        found = [name for name in found if not _is_constant(sheet.content(name))]
    return sorted(found, key=rather_names_others)


def rivals(sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames) -> list[str]:
    """The columns that may name the customers instead of the one taken, the likeliest first."""
    people = people_columns(sheet, columns, header_names)
    taken = columns[Role.CUSTOMER]
    free = [
        name
        for name in unassigned(sheet, columns)
        if name not in people
        and (may_be_the_customer(name) or sheet.content(name).emails >= _MOSTLY)
        and not header_names.speaks_of(name, "shipping", "not_customers")
        and not _are_kinds(sheet, name, header_names)
    ]
    return [
        name
        for name in (*people, *free)
        if name != taken and not rather_names_others(name) and sheet.content(name).distinct > 1
    ]


def _are_kinds(sheet: Sheet, name: str, header_names: HeaderNames) -> bool:
    """Whether a column but says yes or no, or of which kind somebody is."""
    content = sheet.content(name)
    if content.distinct > _MOST_KINDS:
        return False
    words, said = _keys(sheet, name), header_names.words
    answered = words & said["yes"] and words & said["no"] and not all(map(str.isdigit, words))
    kinds = said["kinds"] | (said["yes"] | said["no"] if answered else set())
    return bool(words) and words <= kinds


def _is_constant(content: Content) -> bool:
    return content.distinct == 1 and content.filled >= _TOO_FEW_TO_TELL


def _best(sheet: Sheet, candidates: Mapping[Role, Sequence[str]]) -> dict[Role, str]:
    columns: dict[Role, str] = {}
    for role, names in candidates.items():
        fitting = [name for name in names if sheet.content(name).fits(role)]
        if role is Role.TIME and any(sheet.content(name).distinct > 1 for name in fitting):
            # The day of an export, or of a move to another shop system, is the same in all rows.
            fitting = [name for name in fitting if sheet.content(name).distinct > 1]
        most = max((sheet.content(name).filled for name in fitting), default=0)
        if not most and role not in _MAY_BE_EMPTY:
            continue
        for name in fitting:
            if sheet.content(name).filled >= _FILLED_ENOUGH * most:
                columns[role] = name
                break
    return columns


def unassigned(sheet: Sheet, columns: Mapping[Role, str]) -> list[str]:
    """The columns without a role, in the file's order."""
    return [name for name in sheet.names if name not in columns.values()]


def date_columns(sheet: Sheet, columns: Mapping[Role, str]) -> list[str]:
    """The columns without a role that look like dates."""
    return [n for n in unassigned(sheet, columns) if sheet.content(n).written_dates >= 0.8]


def needed_dates(
    sample: pd.DataFrame, together: Collection[str], header_names: HeaderNames
) -> tuple[str, ...]:
    """Which of the dates that were put together from several columns a table needs.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, with these columns.
    together : collection of str
        The headers of those that were put together.
    header_names : HeaderNames

    Returns
    -------
    tuple of str
        Those that are dates; empty where one column alone is called the date of the order.
    """
    alone = Sheet(sample.drop(columns=[*together]))
    if header_names.layout(alone.names) or Role.TIME in by_name(alone, header_names):
        return ()
    return tuple(name for name in date_columns(Sheet(sample), {}) if name in together)


def numbers_something(header: str) -> bool:
    """Whether a header says that its column numbers rows, people or things."""
    return bool(words_of(header) & _NUMBERING)


def day_number_column(sheet: Sheet, columns: Mapping[Role, str]) -> str:
    """The column that numbers days on beyond any month, as ``DAY`` from 1 to 711 does; empty where
    there is none."""
    for name in unassigned(sheet, columns):
        words = words_of(name)
        if words & _DAYS and words <= _DAYS | _OF_DAYS and sheet.content(name).is_whole_beyond(31):
            return name
    return ""


def counts_something(sheet: Sheet, name: str) -> bool:
    """Whether a column holds numbers that may be money: neither a known measure nor an id."""
    content = sheet.content(name)
    return content.numbers >= _NEARLY_ALL and not words_of(name) & (_MEASURES | _NUMBERING)


def order_number_column(sheet: Sheet, columns: Mapping[Role, str]) -> str | None:
    """A column with a word for orders in its header, whose values each have one customer, one day
    and, for some, several rows."""
    if not {Role.CUSTOMER, Role.TIME} <= columns.keys():
        return None
    whose = as_identifiers(sheet.rows[columns[Role.CUSTOMER]])
    when = sheet.rows[columns[Role.TIME]]
    for name, ids in _may_number_orders(sheet, columns):
        if not words_of(name) & _ORDER_WORDS or not ids.dropna().duplicated().any():
            continue
        rows = pd.DataFrame({"number": ids, "customer": whose, "when": when.str[:10]})
        each = rows.dropna(subset="number").groupby("number")
        repeats = each.size() > 1
        alike = (each[["customer", "when"]].nunique() <= 1).all(axis="columns")
        if len(repeats) > 1 and repeats.any() and alike.mean() >= _NEARLY_ALL:
            return name
    return None


def row_number_column(sheet: Sheet, columns: Mapping[Role, str]) -> str | None:
    """A column with a word for orders in its header, or with none but that for an id, which has
    another value in each row: the order's number where each row is a whole order."""
    numbers = _may_number_orders(sheet, columns)
    return next((name for name, ids in numbers if ids.notna().all() and ids.is_unique), None)


def _may_number_orders(
    sheet: Sheet, columns: Mapping[Role, str]
) -> Iterator[tuple[str, "pd.Series[str]"]]:
    """The columns without a role and with such words in their headers that hold no decimals, dates
    or clocks, and their ids."""
    for name in unassigned(sheet, columns):
        words, content = words_of(name), sheet.content(name)
        if not (words & _ORDER_WORDS or (words and words <= _IDS)) or words & _NO_NUMBERS:
            continue
        if not (content.decimals or content.written_dates or content.clocks):
            yield name, as_identifiers(sheet.rows[name])


def is_region(sheet: Sheet, name: str, statuses: Statuses, header_names: HeaderNames) -> bool:
    """Whether a column called State has no word for what became of an order."""
    return header_names.is_just(name, "state") and not _keys(sheet, name) & statuses.outcomes.keys()


def _keys(sheet: Sheet, name: str) -> set[str]:
    return {key(text) for text in sheet.rows[name].unique() if text.strip()}


def pieces_column(
    sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames
) -> str | None:
    """A column of small whole numbers with a word for pieces in its header."""
    named = [n for n in unassigned(sheet, columns) if header_names.speaks_of(n, "pieces")]
    return next((n for n in named if sheet.content(n).counts), None)


def possible(
    role: Role, sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames
) -> list[str]:
    """The columns that what they hold lets have a role, the likeliest first: to be proposed, never
    decided.

    Parameters
    ----------
    role : Role
        ``TIME``, ``CUSTOMER``, ``QUANTITY``, or any of money.
    sheet : Sheet
    columns : mapping
        Role to header, as far as they are known.
    header_names : HeaderNames
    """
    free = {name: sheet.content(name) for name in unassigned(sheet, columns)}
    if role is Role.TIME:
        return [name for name, each in free.items() if each.written_dates >= 0.5]
    if role is Role.QUANTITY:
        return [n for n, each in free.items() if each.counts and not _NO_PIECES & words_of(n)]
    if role is Role.CUSTOMER:
        return _people(sheet, columns, header_names)
    return [
        name
        for name, each in free.items()
        if each.measures
        and not words_of(name) & (_MEASURES | _NUMBERING)
        and not is_one_for_each(sheet, name, columns.get(Role.CUSTOMER))
    ]


def guess(
    role: Role, sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames
) -> str | None:
    """The column that most looks like having a role, to be proposed, never decided."""
    likely = possible(role, sheet, columns, header_names)
    if role is Role.TIME:
        likely = [name for name in likely if sheet.content(name).written_dates >= _MOSTLY]
    elif role in MONEY_OF_ROWS:
        likely = [name for name in likely if sheet.content(name).decimals]
    return next(iter(likely), None)


def unread_column(
    role: Role, sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames
) -> str:
    """The column that is called as those of a role are, though its values can't be read as such;
    empty where there is none."""
    named = header_names.roles(sheet.names)
    roles = [each for each in named if each is role or {each, role} <= MONEY_OF_ROWS]
    return next(
        (
            name
            for each in roles
            for name in named[each]
            if name not in columns.values()
            and sheet.content(name).filled
            and not sheet.content(name).fits(each)
        ),
        "",
    )


def _people(sheet: Sheet, columns: Mapping[Role, str], header_names: HeaderNames) -> list[str]:
    """The columns without a role that may be the customer by what they hold, the likeliest first.

    A customer comes back, so that what is new in nearly every order is none, unless nobody comes
    back in any column; has one value in an order; and there are many of them, so that of several
    columns that of e-mails or under a word for people is the likeliest, then that with the most
    values.
    """
    invoice = columns.get(Role.INVOICE)
    orders = as_identifiers(sheet.rows[invoice]) if invoice else pd.Series(sheet.rows.index)
    orders.index = sheet.rows.index
    back: dict[str, tuple[bool, bool, int]] = {}
    new: dict[str, tuple[bool, bool, int]] = {}
    for name in unassigned(sheet, columns):
        content = sheet.content(name)
        named = names_people(name) or may_be_the_customer(name) or is_whole_name(name)
        told = named or content.emails >= _MOSTLY
        fewest = 1 if told else min(_TOO_FEW_TO_TELL, max(2, len(sheet.rows) // 2))
        if (
            not _may_be_people(content, is_told=told)
            or content.distinct < fewest
            or is_half_a_name(name)
            or words_of(name) & (_MEASURES | _NO_NUMBERS)
            or (not told and words_of(name) & _ORDER_WORDS)
            or header_names.speaks_of(name, "shipping", "not_customers", "places")
            or _are_kinds(sheet, name, header_names)
        ):
            continue
        rows = pd.DataFrame({"order": orders, "who": as_identifiers(sheet.rows[name])})
        rows = rows.dropna().drop_duplicates()
        each = rows.groupby("order").size()
        people = rows["who"].nunique()
        if (each > 1).mean() > 1 - _NEARLY_ALL or people * _MOST_ORDERS < len(each):
            continue
        likely = (content.emails >= _MOSTLY, told, people)
        if people <= _NEARLY_ALL * len(each):
            back[name] = likely
        elif told or len(each) < _TOO_FEW_TO_TELL:
            new[name] = likely
    found = {**back, **(new if not back or len(sheet.rows) < _TOO_FEW_TO_TELL else {})}
    return sorted(found, key=lambda name: found[name], reverse=True)


def _may_be_people(content: Content, *, is_told: bool) -> bool:
    """Whether values may be people's: neither dates, nor hours, amounts, counts, or kinds."""
    timed = content.written_dates >= 0.5 or content.clocks >= 0.5
    if timed or content.masked >= 0.5 or content.decimals >= 0.1 or _is_constant(content):
        return False
    return is_told or content.numbers < _NEARLY_ALL or (content.numbered and not content.has_cents)


def row_numbers(sheet: Sheet, columns: Mapping[Role, str]) -> list[str]:
    """The columns that most look like numbering the rows of a table of customers, alike."""
    free = {name: sheet.content(name) for name in unassigned(sheet, columns)}
    emails = [name for name, each in free.items() if each.emails >= _MOSTLY]
    codes = [
        name
        for name, each in free.items()
        if _is_code(each, len(sheet.rows)) and not _MEASURES & words_of(name)
    ]
    return emails or [name for name in codes if names_people(name)] or codes


def is_one_for_each(sheet: Sheet, name: str, id_: str | None) -> bool:
    """Whether a value is the same on all rows of each customer, or order, that has several, and
    another one's differs: a salary, the total of an order.

    Parameters
    ----------
    sheet : Sheet
    name : str
        The header of the values.
    id_ : str or None
        That of the customers' or orders' ids; None where there are none.
    """
    if id_ is None:
        return False
    rows = pd.DataFrame({"id": as_identifiers(sheet.rows[id_]), "value": sheet.rows[name]}).dropna()
    each = rows.groupby("id", observed=True)["value"].agg(["size", "nunique", "first"])
    several = each[each["size"] > 1]
    one_value = bool((several["nunique"] == 1).all())
    return len(several) >= _TOO_FEW_TO_TELL and one_value and several["first"].nunique() > 1


def _is_code(content: Content, rows: int) -> bool:
    """Different for many rows and with digits in it, but no date, no hour and no amount."""
    varied = content.distinct > 1 and content.distinct * 20 > min(rows, 1000)
    timed = content.written_dates >= 0.5 or content.clocks >= 0.5
    return varied and not timed and content.decimals < 0.1 and content.digits >= 0.5
