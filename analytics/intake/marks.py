"""Which columns say of a row that it is no sale, or money back, and what each row is by them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.columns import Sheet, is_region
from analytics.intake.headers import HeaderNames, key
from analytics.intake.identifiers import distinct
from analytics.intake.reading import NOT_PAID, Mark, Outcome, Reading, Role
from analytics.intake.rows import Booleans, Money, Rows, money
from analytics.intake.words import FileWords
from analytics.vocabulary.identifiers import as_identifiers, as_values
from analytics.vocabulary.rows import RowKind

_NEARLY_ALL = 0.9
# Different words of a column that sorts orders; more are remarks.
_FEW_WORDS = 12
# A word as short as this means something else in other columns.
_SHORT = 4
# Marks by a yes, or a no, and what that means; their one word is their header.
_FLAGS = {
    Mark.CALLED_OFF: Outcome.UNPAID,
    Mark.GIVEN_BACK: Outcome.REFUNDED,
    Mark.RETURN: Outcome.BACK,
    Mark.PAID: Outcome.UNPAID,
}
_BEFORE_NUMBER = r"^([^\W\d_]{2,6})[-_/. #]?\d"
_TICKS = {"✓", "✔", "☑", "✅"}
# What says what a row is, rather than what became of it.
_ONES_OWN = {Mark.SERIES, Mark.TYPE, Mark.RETURN, Mark.PAID}
# What a header speaks of that says what became of an order.
_OF_ORDERS = (
    *("status", "type", "payment", "paid", "delivery", "cancelled", "given_back", "returns"),
    *("reason", "received", "of_orders"),
)
_ENOUGH_CUSTOMERS = 5
# What databases write for no day.
_NO_DAY = r"[\W0_]*|0001-01-01.*|1900-01-0[01].*"
_OUTCOMES = list(Outcome)
# So many of a kind of rows repeat earlier ones, and so few of the others do, that it is no chance.
_REPEATING, _BY_CHANCE = 0.6, 0.3
# More numbers of several customers than slips account for.
_MIXED_UP = 0.1


def mark_columns(sheet: Sheet, columns: Mapping[Role, str], words: FileWords) -> dict[str, Mark]:
    """The columns of marks, by their headers or by what they hold.

    Parameters
    ----------
    sheet : Sheet
    columns : mapping
        Role to header, as far as they are known.
    words : FileWords
    """
    roles = {header: role for role, header in columns.items()}
    found: dict[str, Mark] = {}
    for name in sheet.names:
        role = roles.get(name)
        if role is None or role in (Role.STATUS, Role.TYPE):
            mark = _mark(sheet, name, columns, words)
            if mark is not None:
                found[name] = mark
    if Role.INVOICE in columns and _series(sheet, columns[Role.INVOICE], words):
        found[columns[Role.INVOICE]] = Mark.SERIES
    return found


def with_marks(
    sheet: Sheet, columns: Mapping[Role, str], words: FileWords, *, said: Mapping[Role, str]
) -> dict[Role, str]:
    """The columns with those that tell of sales as what they are; others that go by such names
    have no role.

    Parameters
    ----------
    sheet, columns, words
        As for :func:`mark_columns`.
    said : mapping
        What somebody said of them: that stays.
    """
    refunded = columns.get(Role.REFUNDED)
    found: dict[Role, str] = {r: name for r, name in columns.items() if r is not Role.REFUNDED}
    marks = mark_columns(sheet, found, words)
    if refunded is not None and refunded not in marks:
        found[Role.REFUNDED] = refunded
    doubtful = doubtful_marks(sheet, marks, found, words)
    kinds = {Role.STATUS: (Mark.PAYMENT, Mark.STATUS), Role.TYPE: (Mark.TYPE,)}
    for role, kind in kinds.items():
        if role in said:
            continue
        telling = [name for each in kind for name in marks if marks[name] is each]
        telling = [name for name in telling if name not in doubtful]
        if found.get(role) not in marks or found[role] in doubtful:
            found.pop(role, None)
        if telling:
            found[role] = found[role] if found.get(role) in telling else telling[0]
    return found


def doubtful_marks(
    sheet: Sheet, marks: Mapping[str, Mark], columns: Mapping[Role, str], words: FileWords
) -> tuple[str, ...]:
    """Those columns of marks that may well tell of something else than what became of the order.

    A header tells of the order if it has no word but such as do so. What all orders of a customer
    have alike, where it differs between customers, tells of the customer.

    Parameters
    ----------
    sheet, columns, words
        As for :func:`mark_columns`.
    marks : mapping
        What that found.
    """
    named = words.headers.roles([*marks])
    sure = {*named.get(Role.STATUS, ()), *named.get(Role.TYPE, ())}
    return tuple(
        name
        for name, mark in marks.items()
        if mark is not Mark.SERIES
        and (
            not (name in sure or words.headers.is_all(name, *_OF_ORDERS))
            or (mark is Mark.STATUS and _is_of_customers(sheet, name, columns))
        )
    )


def _mark(sheet: Sheet, name: str, columns: Mapping[Role, str], words: FileWords) -> Mark | None:
    names = words.headers
    if names.speaks_of(name, "pieces"):
        return None
    if names.speaks_of(name, "not_of_orders") and not names.speaks_of(name, "of_orders"):
        return None
    said = flag(sheet, name, names)
    if said is not None:
        return said
    texts = {key(text) for text in as_values(sheet.rows[name]).dropna().unique()} - {""}
    is_number = _numbers_statuses(name, texts, names)
    content = sheet.content(name)
    if not texts or (content.is_money and not is_number) or content.written_dates >= 0.5:
        return None
    statuses, types = words.statuses, words.types
    is_status = name in names.roles([name]).get(Role.STATUS, ()) or names.speaks_of(name, "status")
    is_type = name in names.roles([name]).get(Role.TYPE, ()) or names.speaks_of(name, "type")
    of_payment = Mark.PAYMENT if names.speaks_of(name, "payment") else Mark.STATUS
    known = texts & statuses.outcomes.keys()
    if names.speaks_of(name, "delivery"):
        tells = texts & (statuses.called_off | statuses.refunded)
        return Mark.DELIVERY if tells else None
    if name == columns.get(Role.STATUS) and not is_region(sheet, name, statuses, names):
        return of_payment
    if is_type:
        kinds = texts & (types.refund | types.other | types.short.keys())
        steps = {types.step(word) for word in texts} - {None}
        # Under a name that says it, others may come further down.
        if kinds or len(steps) > 1 or (steps and name in names.roles([name]).get(Role.TYPE, ())):
            return Mark.TYPE
    if is_number or (is_status and known):
        return of_payment
    if len(known) > _NEARLY_ALL * len(texts):
        return of_payment
    telling = {
        word
        for word in texts & (statuses.unpaid | types.refund)
        if len(word) > _SHORT or not word.isascii()
    }
    if telling and len(texts) <= _FEW_WORDS and _varies(sheet, name, columns):
        return of_payment
    return None


def _numbers_statuses(name: str, texts: set[str], names: HeaderNames) -> bool:
    """Whether a column has statuses by numbers that only their shop knows."""
    return (
        len(texts) <= _FEW_WORDS
        and all(text.isdecimal() for text in texts)
        and names.speaks_of(name, "status")
        and names.is_all(name, *_OF_ORDERS)
        and not names.is_just(name, "state")
    )


def flag(sheet: Sheet, name: str, names: HeaderNames) -> Mark | None:
    """What a column says by a yes, a day or a reason that stands in some rows; None where it says
    nothing of the kind."""
    mark = _sense(name, names)
    if mark is None or names.speaks_of_money(name):
        return None
    texts = sheet.rows[name].astype("str").str.strip()
    empty = _says_no(texts, names)
    plain = texts.map(_plain)
    answered = plain.isin(names.words["yes"] | names.words["no"]) | plain.eq("")
    if answered.all():
        return mark
    if mark is Mark.PAID or empty.mean() < 1 - _NEARLY_ALL:
        return None
    rest = Sheet(pd.DataFrame({name: texts[~empty]})).content(name)
    if rest.written_dates >= _NEARLY_ALL or names.speaks_of(name, "reason"):
        return Mark.GIVEN_BACK if mark is Mark.RETURN else mark
    return None


def _sense(name: str, names: HeaderNames) -> Mark | None:
    says_paid = names.speaks_of(name, "payment") and names.speaks_of(name, "received")
    if names.is_just(name, "paid") or (says_paid and names.is_all(name, *_OF_ORDERS)):
        return Mark.PAID
    for what, mark in (
        ("cancelled", Mark.CALLED_OFF),
        ("given_back", Mark.GIVEN_BACK),
        ("returns", Mark.RETURN),
    ):
        if names.speaks_of(name, what):
            return mark
    return None


def _plain(text: str) -> str:
    """A word, and a yes or no that a spreadsheet made a number, by its key."""
    return key(text.removesuffix(".0"))


def _says_no(texts: "pd.Series[str]", names: HeaderNames) -> "pd.Series[bool]":
    """Whether cells say no, or nothing."""
    blank = texts.str.fullmatch(_NO_DAY) & ~texts.isin(_TICKS)
    no = texts.map(_plain).isin(names.words["no"] - {""})
    return blank | as_values(texts).isna() | no


def _varies(sheet: Sheet, name: str, columns: Mapping[Role, str]) -> bool:
    """Whether a column has several words within customers who come back: not what they are."""
    several = _within_customers(sheet, name, columns)
    return several.empty or bool((several > 1).any())


def _is_of_customers(sheet: Sheet, name: str, columns: Mapping[Role, str]) -> bool:
    """Whether each of many customers has one word in all of their orders, and not all the same."""
    several = _within_customers(sheet, name, columns)
    if len(several) < _ENOUGH_CUSTOMERS or (several > 1).any():
        return False
    ids = as_identifiers(sheet.rows[columns[Role.CUSTOMER]])
    words = sheet.rows[name].groupby(ids).agg(["first", "nunique"]).loc[several.index]
    return bool((words["nunique"] == 1).all() and words["first"].nunique() > 1)


def _within_customers(sheet: Sheet, name: str, columns: Mapping[Role, str]) -> "pd.Series[int]":
    """How many words a column has of each customer who has several orders."""
    if Role.CUSTOMER not in columns:
        return pd.Series(dtype=np.int64)
    rows = sheet.rows
    if Role.INVOICE in columns:
        rows = rows.drop_duplicates(columns[Role.INVOICE])
    ids = as_identifiers(rows[columns[Role.CUSTOMER]])
    each = rows[name].groupby(ids).agg(["size", "nunique"])
    return each["nunique"][each["size"] > 1]


def _series(sheet: Sheet, invoice: str, words: FileWords) -> bool:
    """Whether documents' numbers begin with letters that say what they are, or with several."""
    before = _before_number(sheet.rows[invoice]).drop_duplicates()
    known = [letters for letters in before if letters in words.types.short]
    return len(before[before != ""]) > 1 or bool(known)


def _before_number(numbers: "pd.Series[str]") -> "pd.Series[str]":
    found = numbers.astype("str").str.strip().str.extract(_BEFORE_NUMBER, expand=False)
    return found.fillna("").map(key)


def _outcomes(
    header: str, texts: "pd.Series[str]", words: FileWords, reading: Reading
) -> npt.NDArray[np.int64]:
    """What each cell of a column of marks means, as places in ``Outcome``."""
    mark, said = reading.all_marks[header], reading.statuses
    if mark in _FLAGS:
        tells = _tells(mark, texts, words)
        meant = said.get(key(header), _unless_open(header, reading, _FLAGS[mark]))
        return np.where(tells, _place(meant), _place(Outcome.SALE))
    if mark is Mark.SERIES:
        keys, known = _before_number(texts), dict(words.types.short)
    else:
        keys = as_values(texts).fillna("").map(key)
        known = _known(mark, words)
    known = {word: _unless_open(header, reading, each) for word, each in known.items()}
    other = Outcome.SALE if mark is Mark.DELIVERY else Outcome.UNKNOWN
    by_word = {**known, **said, "": Outcome.SALE}
    return np.array([_place(by_word.get(word, other)) for word in keys], dtype=np.int64)


def _unless_open(header: str, reading: Reading, known: Outcome) -> Outcome:
    """What a word means elsewhere, unless that is for a person to say, or was said."""
    if known is not Outcome.SALE and header in reading.doubtful:
        return Outcome.UNKNOWN
    return Outcome.UNKNOWN if reading.all_paid and known in NOT_PAID else known


def _tells(mark: Mark, texts: "pd.Series[str]", words: FileWords) -> Booleans:
    """Whether each cell says what the column is about: a no where that is whether it was paid."""
    if mark is Mark.PAID:
        plain = texts.map(_plain)
        no = plain.isin(words.headers.words["no"]) & plain.ne("")
        return no.to_numpy(dtype=bool)
    return ~_says_no(texts, words.headers).to_numpy(dtype=bool)


def _known(mark: Mark, words: FileWords) -> dict[str, Outcome]:
    statuses, types = words.statuses, words.types
    if mark is Mark.DELIVERY:
        off = dict.fromkeys(statuses.called_off, Outcome.UNPAID)
        return {**off, **dict.fromkeys(statuses.refunded, Outcome.REFUNDED)}
    if mark is Mark.TYPE:
        return {**statuses.outcomes, **types.short, **types.outcomes}
    return {**types.outcomes, **statuses.outcomes}


def _place(outcome: Outcome) -> int:
    return _OUTCOMES.index(outcome)


@dataclass(frozen=True)
class Marked:
    """What a chunk's rows are by its columns of marks.

    Attributes
    ----------
    unpaid, other, is_back : array of bool
        The order came to nothing, the row is no trade, or it gives money back.
    unknown, told, back : mapping
        Header and word to the rows that have it: words that only a person can explain, those by
        which rows aren't sales, and those by which they give money back.
    """

    unpaid: Booleans
    other: Booleans
    is_back: Booleans
    unknown: Mapping[tuple[str, str], Booleans] = field(default_factory=dict)
    told: Mapping[tuple[str, str], Booleans] = field(default_factory=dict)
    back: Mapping[tuple[str, str], Booleans] = field(default_factory=dict)


def marked(rows: Rows, words: FileWords) -> Marked:
    """What every row is: a sale only if no column says that it isn't."""
    none = np.zeros(len(rows), dtype=np.bool_)
    met = dict.fromkeys(Outcome, none)
    paid = none
    unknown: dict[tuple[str, str], Booleans] = {}
    told: dict[tuple[str, str], Booleans] = {}
    back: dict[tuple[str, str], Booleans] = {}
    for header, mark in rows.reading.all_marks.items():
        codes, texts = distinct(rows.under(header))
        places = _outcomes(header, texts, words, rows.reading)
        present = set(places.tolist())
        for outcome in Outcome:
            if outcome is Outcome.SALE or _place(outcome) not in present:
                continue
            means = places == _place(outcome)
            met[outcome] = met[outcome] | means[codes]
            into = {Outcome.UNKNOWN: unknown, Outcome.BACK: back}.get(outcome, told)
            for word, of in _by_word(header, mark, texts, means):
                into[header, word] = of[codes]
        if mark in (Mark.PAYMENT, Mark.PAID):
            named = (texts.str.strip() != "").to_numpy(dtype=bool)
            paid = paid | ((places == _place(Outcome.SALE)) & named)[codes]
    gives_back = met[Outcome.BACK]
    unpaid = met[Outcome.UNPAID] | (met[Outcome.WAITING] & ~paid)
    if Role.REFUNDED not in rows.reading.columns:
        unpaid = unpaid | (met[Outcome.REFUNDED] & ~gives_back)
    return Marked(unpaid, met[Outcome.OTHER], gives_back, unknown, told, back)


def _by_word(
    header: str, mark: Mark, texts: "pd.Series[str]", of: Booleans
) -> Iterator[tuple[str, Booleans]]:
    """The texts of one meaning by what people call them: the letters of a series, the header of a
    column of yes and no."""
    if mark in _FLAGS:
        yield header, of
        return
    names = _before_number(texts).str.upper() if mark is Mark.SERIES else texts.str.strip()
    for word in dict.fromkeys(names[of]):
        yield word, of & (names == word).to_numpy(dtype=bool)


@dataclass(frozen=True)
class _Documents:
    """Rows of a sample as parts of documents, and what tells these apart."""

    number: npt.NDArray[np.object_]
    customer: npt.NDArray[np.object_]
    cents: npt.NDArray[np.float64]
    is_back: Booleans

    @classmethod
    def of(cls, rows: Rows, paid: Money) -> "_Documents":
        ids = as_identifiers(rows.column(Role.INVOICE).astype("str"))
        # What has no number is a document of its own.
        own = pd.Series([f"row {at}" for at in range(len(rows))], index=ids.index)
        customer = as_identifiers(rows.column(Role.CUSTOMER).astype("str"))
        return cls(
            ids.where(ids.notna(), own).to_numpy(dtype=object),
            customer.fillna("").to_numpy(dtype=object),
            np.rint(np.abs(paid.cents)),
            paid.is_back,
        )

    def sums(self, among: Booleans) -> "pd.DataFrame":
        """A row for each document among some rows: its customer and what it comes to."""
        frame = pd.DataFrame(
            {
                "number": self.number[among],
                "customer": self.customer[among],
                "cents": self.cents[among],
            }
        )
        each = frame.groupby("number", sort=False)
        return each.agg(customer=("customer", "first"), cents=("cents", "sum"))

    def restart(self, among: Booleans) -> bool:
        """Whether numbers have several customers, so that they name no document by themselves."""
        pairs = pd.DataFrame({"number": self.number[among], "customer": self.customer[among]})
        several = pairs[pairs["customer"] != ""].groupby("number")["customer"].nunique() > 1
        return bool(several.mean() > _MIXED_UP)

    def repeating(self, these: Booleans, those: Booleans) -> float:
        """The share of documents whose customer has one of the same money among others."""
        found, known = self.sums(these), self.sums(those)
        if found.empty:
            return 0.0
        pairs = pd.MultiIndex.from_frame(known)
        return float(pd.MultiIndex.from_frame(found).isin(pairs).mean())

    def chance(self, among: Booleans) -> float:
        """The share of documents that have the customer and the money of another of the kind."""
        found = self.sums(among)
        return float(found.duplicated(keep=False).mean()) if len(found) else 0.0


def explained(sample: pd.DataFrame, reading: Reading, words: FileWords) -> Reading:
    """The reading with what its rows tell of the words in its columns of marks.

    Parameters
    ----------
    sample : DataFrame of str
        The first rows, filled down.
    reading : Reading
        What somebody said of words stays.
    words : FileWords
    """
    if not reading.all_marks or not _has_money(reading):
        return reading
    rows = Rows(sample, reading)
    paid = money(rows)
    documents = _Documents.of(rows, paid)
    statuses = dict(reading.statuses)
    marks = dict(reading.marks)
    by_type = [header for header, mark in reading.all_marks.items() if mark is Mark.TYPE]
    for header in by_type:
        codes, texts = distinct(rows.under(header))
        named = as_values(texts).fillna("").map(key).to_numpy()[codes]
        statuses = {**_of_steps(named, documents, words), **statuses}
    unlettered = {header: mark for header, mark in marks.items() if mark is not Mark.SERIES}
    told = marked(Rows(sample, _with(reading, unlettered, statuses)), words)
    for header in [header for header, mark in marks.items() if mark is Mark.SERIES]:
        codes, texts = distinct(rows.under(header))
        letters = _before_number(texts).to_numpy()[codes]
        # What other columns tell needs no letters to be known by.
        sold = ~(told.unpaid | told.other | told.is_back | paid.is_back)
        statuses = {**_of_series(letters, sold, documents, words), **statuses}
    told = marked(Rows(sample, _with(reading, marks, statuses)), words)
    gives_back = told.is_back | paid.is_back
    known = _with(reading, marks, statuses)
    for header, mark in reading.all_marks.items():
        if header in reading.doubtful or mark in _ONES_OWN:
            continue
        codes, texts = distinct(rows.under(header))
        places = _outcomes(header, texts, words, known)
        sold = (places == _place(Outcome.SALE))[codes]
        for outcome in (Outcome.REFUNDED, Outcome.UNPAID):
            for word, of in _by_word(header, mark, texts, places == _place(outcome)):
                name = key(word)
                may_reverse = mark in _FLAGS or name in (
                    words.statuses.called_off | words.statuses.refunded
                )
                if name in reading.statuses or not may_reverse:
                    continue
                theirs = of[codes]
                if _reverse(theirs, sold, documents):
                    if mark in _FLAGS:
                        marks[header] = Mark.RETURN
                    else:
                        statuses[name] = Outcome.BACK
                elif outcome is Outcome.REFUNDED and mark not in _FLAGS:
                    sales = theirs & ~gives_back
                    if _come_back(sales, gives_back & ~theirs, documents):
                        statuses[name] = Outcome.SALE
    found = _with(reading, marks, statuses)
    if Outcome.BACK in statuses.values() and Role.TOTAL in reading.columns:
        return _in_lines(found)
    return found


def _in_lines(reading: Reading) -> Reading:
    """The reading where a row that gives money back stands under the number of its order: then
    none states what the whole order came to."""
    columns = dict(reading.columns)
    if Role.INVOICE not in columns or Role.AMOUNT in columns:
        return reading
    columns[Role.AMOUNT] = columns.pop(Role.TOTAL)
    return replace(reading, kind=RowKind.LINES, columns=columns)


def _has_money(reading: Reading) -> bool:
    columns = reading.columns
    whole = {Role.AMOUNT, Role.TOTAL} & columns.keys()
    return bool(whole) or {Role.PRICE, Role.QUANTITY} <= columns.keys()


def _with(reading: Reading, marks: Mapping[str, Mark], statuses: Mapping[str, Outcome]) -> Reading:
    return replace(reading, marks=marks, statuses=statuses)


def _of_series(
    letters: npt.NDArray[np.object_], sold: Booleans, documents: _Documents, words: FileWords
) -> dict[str, Outcome]:
    """What the letters before documents' numbers mean, by how their documents repeat others."""
    elsewhere = {str(each) for each in letters[~sold]} - {*letters[sold]}
    found = dict.fromkeys(elsewhere, Outcome.SALE)
    counts = pd.Series(letters[sold & (letters != "")]).value_counts()
    if counts.empty:
        return found
    main = str(counts.index[0])
    short = words.types.short
    found[main] = Outcome.SALE
    sells = short.get(main) is Outcome.SALE
    mains = sold & (letters == main)
    for each in map(str, counts.index[1:]):
        theirs, meant = sold & (letters == each), short.get(each, Outcome.SALE)
        repeats = documents.repeating(theirs, mains) >= _REPEATING
        step = words.types.step(each)
        if meant is not Outcome.SALE:
            found[each] = meant if repeats or sells else Outcome.UNKNOWN
        elif repeats and documents.chance(mains) <= _BY_CHANCE:
            found[each] = Outcome.OTHER if step not in (None, "invoice") else Outcome.UNKNOWN
        else:
            found[each] = Outcome.SALE
    return found


def _of_steps(
    named: npt.NDArray[np.object_], documents: _Documents, words: FileWords
) -> dict[str, Outcome]:
    """Which steps of a sale count where a file has several, by how their documents repeat."""
    types = words.types
    steps = pd.Series(named).map({word: types.step(word) for word in set(named)})
    met = [step for step in types.steps if (steps == step).any()]
    if not met:
        return {}
    main = (steps == met[0]).to_numpy(dtype=bool)
    found: dict[str, Outcome] = {}
    for step in [each for each in types.steps if each != met[0]]:
        theirs = (steps == step).to_numpy(dtype=bool)
        repeats = (
            max(documents.repeating(theirs, main), documents.repeating(main, theirs)) >= _REPEATING
        )
        # What comes only further down may be steps of the same sales, too.
        every = types.steps[step] | types.codes.get(step, frozenset())
        meant = Outcome.OTHER if repeats else Outcome.UNKNOWN
        found |= dict.fromkeys(set(named[theirs]) if theirs.any() else every, meant)
    return found


def _reverse(theirs: Booleans, sold: Booleans, documents: _Documents) -> bool:
    """Whether rows take others back rather than being what was taken back: below zero, or under
    the number of a sale to the same customer of the same money."""
    if not theirs.any() or not sold.any():
        return False
    if documents.is_back[theirs].mean() >= _NEARLY_ALL and documents.is_back[sold].mean() < 0.5:
        return True
    if documents.restart(sold):
        return False
    rows = pd.MultiIndex.from_arrays([documents.number, documents.customer, documents.cents])
    # Where sales have the number and the money of one another, rows of other kinds do as well.
    by_chance = float(rows[sold].duplicated(keep=False).mean())
    return by_chance <= _BY_CHANCE and float(rows[theirs].isin(rows[sold]).mean()) >= _REPEATING


def _come_back(sales: Booleans, back: Booleans, documents: _Documents) -> bool:
    """Whether rows of their own give back what these sales came to."""
    if not sales.any() or not back.any():
        return False
    numbered = np.isin(documents.number[sales], documents.number[back]).mean()
    return max(float(numbered), documents.repeating(sales, back)) >= _REPEATING
