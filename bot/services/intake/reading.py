"""From an opened file to how it is read: which rows, which columns, or what has to be asked."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NoReturn

import pandas as pd
from babel.numbers import get_currency_precision

from analytics.intake.columns import Sheet as Columns
from analytics.intake.columns import needed_dates
from analytics.intake.date_evidence import DateFinding
from analytics.intake.filling import FillDown
from analytics.intake.findings import (
    CurrencyFinding,
    Doubt,
    MissingColumns,
    RowsAndMoney,
    Topic,
    Understanding,
    UnknownStatuses,
)
from analytics.intake.headers import key, multiple
from analytics.intake.joined import Joined
from analytics.intake.lookups import Lookup
from analytics.intake.numbers import DecimalMark, numbers
from analytics.intake.order_numbers import OrderNumbers
from analytics.intake.reading import MONEY, Outcome, Reading, Role
from analytics.intake.telling import TellingRows, TellingWriting
from analytics.intake.totals import orders_of_rows
from analytics.intake.understanding import Told, settle, understand, with_columns
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import UNWRITTEN, OrderPart, RowKind
from bot.services.intake.choices import are_all, choices
from bot.services.intake.corrections import OUR_COLUMNS, Correction, correction
from bot.services.intake.currency import Counting
from bot.services.intake.joining import choose
from bot.services.intake.options import ReadingOptions
from bot.services.intake.question import AmbiguousFile, FileQuestion, incomplete, samples
from bot.services.intake.sheets import Sheet
from bot.services.intake.telling import telling_rows
from bot.services.intake.wording import (
    apart,
    came_back_words,
    dates_turn,
    doubt_words,
    evidence,
    file_words,
    how_to_say,
    hundredths_words,
    in_multiples,
    no_dates,
    other_sales_words,
    rewritten_words,
    several_orders,
    twice_words,
)
from storage.errors import EmptyFile
from storage.reading.table import Source
from storage.store import Store

_SAMPLE_ROWS = 2_000
# What most depends on comes first.
_ORDER = (
    *(Topic.COLUMNS, Topic.DATES, Topic.DECIMALS, Topic.CURRENCY),
    *(Topic.DISCOUNT, Topic.ORDERS, Topic.STATUSES),
)
_WRITING = {Topic.DATES, Topic.DECIMALS}
_MAY_BE_ABSENT = {Role.COUNTRY, Role.DESCRIPTION}
_EXAMPLE_ROWS = 200
# What is no money, and so isn't told by what adds up.
_SETTLED = {
    *(Role.INVOICE, Role.TIME, Role.CLOCK, Role.CUSTOMER, Role.REFUNDED_TO, Role.TYPE),
    *(Role.COUNTRY, Role.CURRENCY, Role.STORE),
}
# Nobody is asked because of fewer rows than this share that tell otherwise.
_RARELY = 0.001
_SHOWN_COLUMNS = 20


@dataclass(frozen=True)
class FirstRows:
    """What a file was understood by, before all its rows came.

    Attributes
    ----------
    rows : DataFrame of str
    found : Understanding
        What they told.
    options : ReadingOptions
        What was said.
    joined : Joined or None
        The tables that they are put together from.
    guessed : bool
        What its money is follows from what these rows hold; further ones may tell otherwise.
    known : Reading or None
        What was said about another file with the same headers.
    """

    rows: pd.DataFrame
    found: Understanding
    options: ReadingOptions
    joined: Joined | None
    guessed: bool
    known: Reading | None

    def writing(self, reading: Reading, today: dt.date) -> TellingWriting | None:
        """What sees whether all rows write dates and decimals alike; None where somebody said how
        they do."""
        dates, decimals = self.found.dates, self.found.decimals
        if dates is None or decimals is None or self.options.settled >= _WRITING:
            return None
        return TellingWriting(reading, dates, decimals, today)

    def telling(self, reading: Reading) -> TellingRows | None:
        """What gathers the rows that tell more; None where somebody said what the money is."""
        if not self.guessed:
            return None
        return TellingRows(FillDown(reading)(self.rows), reading, file_words().headers)


@dataclass(frozen=True)
class FileReading:
    """How a file is read.

    Attributes
    ----------
    sheets : tuple of Sheet
        All with the same headers, in the file's order.
    left_out : tuple of str
        Names of tables that aren't read.
    lookups : tuple of Lookup
        What other tables tell of the rows.
    beside : tuple of Sheet
        The tables that no row is read of: those that are looked up, and those left out.
    reading : Reading
    evidence : tuple of str
        Why it is read so, a sentence each.
    signature : str
        Of the headers.
    unused : tuple of str
        Headers of columns that nothing is read from.
    counting : Counting
        What amounts are counted in.
    first : FirstRows
        What it was understood by.
    as_they_stand : tuple of str
        Currencies whose amounts count nevertheless, as somebody said.
    orders_said, statuses_said : bool
        Somebody said what tells orders apart, and which status words are no sales.
    sheets_overlap : bool
        A sheet's rows are those of earlier ones, though no order has a number.
    called_off : frozenset of str
        Numbers of orders that a sheet of cancelled ones has, and another sheet as well.
    """

    sheets: tuple[Sheet, ...]
    left_out: tuple[str, ...]
    lookups: tuple[Lookup, ...]
    beside: tuple[Sheet, ...]
    reading: Reading
    evidence: tuple[str, ...]
    signature: str
    unused: tuple[str, ...]
    counting: Counting
    first: FirstRows
    as_they_stand: tuple[str, ...] = ()
    orders_said: bool = False
    statuses_said: bool = False
    sheets_overlap: bool = False
    called_off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OpenPoint:
    """Something about a file that only a person can tell.

    Attributes
    ----------
    topic : Topic
    text : str
        What is asked.
    doubt : Doubt or None
        What it is asked for; None where a column that somebody named is no longer enough.
    currencies : tuple of str
        What amounts may be in, where that is asked.
    """

    topic: Topic
    text: str
    doubt: Doubt | None = None
    currencies: tuple[str, ...] = ()


def read_file(
    source: Source,
    store: Store,
    options: ReadingOptions,
    *,
    today: dt.date,
    currency: str,
    instead_of: Collection[int] = (),
) -> FileReading:
    """Find out how a file is to be read.

    Parameters
    ----------
    source : Source
    store : Store
        Knows what was said about files with the same headers, and how a file was read whose rows
        come back mended.
    options : ReadingOptions
        What was said about this one.
    today : date
    currency : str
        The one that amounts are counted in where nobody said any.
    instead_of : collection of int
        Uploads that it replaces: how they were read is no evidence.

    Raises
    ------
    EmptyFile
        If there is no row under the headers.
    SegbotError
        If a column that was named isn't there.
    AmbiguousFile
        If somebody has to say how it is meant.
    """
    file, points = guessed_file(
        source, store, options, today=today, currency=currency, instead_of=instead_of
    )
    if points:
        raise _asking(source.filename, file.sheets[0], file.reading, points)
    return file


def guessed_file(
    source: Source,
    store: Store,
    options: ReadingOptions,
    *,
    today: dt.date,
    currency: str,
    instead_of: Collection[int] = (),
) -> tuple[FileReading, tuple[OpenPoint, ...]]:
    """The best guess of how a file is to be read, and what is open: that on which most depends
    first.

    Parameters and errors as for `read_file`, but that nothing is asked.
    """
    tables = choose([Sheet.of(table) for table in source.tables])
    main = tables.main.putting_together(_named(options))
    sample = _sample(source, main)
    known = options.reading or _remembered(store, main, correction(sample))
    whole = main.putting_together(known.columns.values() if known else _dates(source, main))
    if whole.together != main.together:
        main, sample = whole, _sample(source, whole)
    _refuse_absent(
        [*(known.columns if known else {}).values(), *options.columns.values()], main.columns
    )
    ours = [name for name in (*OUR_COLUMNS, *UNWRITTEN) if name in sample]
    sample = sample.drop(columns=ours)
    last = known or _last_reading(store, main, instead_of)
    order_key = last.order_key if last else ()
    counting = Counting.of(store, currency, options.said_currency, instead_of)

    def understood(rows: pd.DataFrame) -> Understanding:
        return _understood(rows, known, options, order_key, today, counting.currency, tables.joined)

    found = understood(sample)
    whole = main.putting_together(main.whole_names)
    if whole.together != main.together and _lacks_customer(found):
        main = whole
        sample = _sample(source, main).drop(columns=ours)
        found = understood(sample)
    if last is not None:
        known_words = {w: o for w, o in last.statuses.items() if o is not Outcome.UNKNOWN}
        statuses = {**found.reading.statuses, **known_words}
        nobody = None if last.nobody is None else found.reading.nobody
        kept = replace(found.reading, statuses=statuses, nobody=nobody)
        found = replace(found, reading=kept)
    same, left_out = tables.read(_needed(main, found.reading))
    same = tuple(each.putting_together(main.together) for each in same)
    everything = chain.from_iterable(sheet.chunks() for sheet in same)
    found = settle(found, everything, today=today)
    reading, points = _with_what_was_said(found, known, options)
    if found.currency is not None:
        asked = counting.question(reading, found.currency, options.said_currency)
        reading = counting.applied_to(reading, found.currency)
        if asked:
            likely = counting.likely(found.currency)
            points.append(OpenPoint(Topic.CURRENCY, asked, found.currency, likely))
    if any(each.topic is Topic.DATES for each in points) and found.dates is not None:
        _refuse_turn(source.filename, found.dates)
    if day_number := _day_number(found):
        raise no_dates(source.filename, day_number)
    _refuse_units(sample, reading, options, is_joined=tables.joined is not None)
    if tables.apart and options.priced and _lacks_money(found):
        raise apart(source.filename, main.table.name, tables.apart)
    file = FileReading(
        same,
        left_out,
        tables.joined.lookups if tables.joined else (),
        tuple(each for each in tables.sheets if each.table not in [it.table for it in same]),
        reading,
        (
            *evidence(found, reading),
            *hundredths_words(
                name
                for sheet in (main, *tables.looked_up)
                for name in sheet.own_columns
                if key(name) in sheet.hundredths
            ),
            *other_sales_words(tables.selling, left_out),
            *came_back_words(_came_back(sample, reading, _unused(same, reading))),
        ),
        main.signature,
        _unused(same, reading),
        counting,
        FirstRows(
            sample,
            found,
            options,
            tables.joined,
            guessed=known is None and not found.layout and not options.says_money,
            known=known,
        ),
        found.currency.others if found.currency and reading.currency == "" else (),
        orders_said=options.order_key is not None,
        statuses_said=options.says_statuses,
    )
    return file, tuple(sorted(points, key=lambda each: _ORDER.index(each.topic)))


def _refuse_units(
    sample: pd.DataFrame, reading: Reading, options: ReadingOptions, *, is_joined: bool
) -> None:
    """Money in thousands, and rows that are several orders each, would be counted for what they
    aren't."""
    money = [reading.columns[role] for role in MONEY if role in reading.columns]
    for header in (*money, *reading.totals.get("monetary", ())):
        if said := multiple(header):
            raise in_multiples(header, said)
    if reading.kind is RowKind.CUSTOMERS or is_joined or options.kind is not None:
        return
    orders = orders_of_rows(Columns(sample), reading.columns, file_words().totals)
    if orders:
        raise several_orders(orders)


def question_about(source: Source, reading: Reading) -> FileQuestion:
    """What a form shows of a file that was read so, for somebody to read it differently."""
    main = choose([Sheet.of(table) for table in source.tables]).main
    return _question(source.filename, main, reading, ())


def _day_number(found: Understanding) -> str:
    numbers = (each.day_number for each in found.columns if isinstance(each, MissingColumns))
    return next((each for each in numbers if each), "")


def _lacks_customer(found: Understanding) -> bool:
    missing = (each.roles for each in found.columns if isinstance(each, MissingColumns))
    return any(Role.CUSTOMER in roles for roles in missing)


def _lacks_money(found: Understanding) -> bool:
    missing = (each.roles for each in found.columns if isinstance(each, MissingColumns))
    return not found.reading.priced or any(Role.PRICE in roles for roles in missing)


def numbered_anew(filename: str, file: FileReading, found: OrderNumbers) -> FileReading:
    """The file with its orders told apart as its later rows, or other files, need it.

    Raises
    ------
    AmbiguousFile
        If only a person knows.
    """
    words = doubt_words(found, file_words().headers)
    if found.is_open:
        point = OpenPoint(Topic.ORDERS, words, found)
        raise _asking(filename, file.sheets[0], file.reading, (point,))
    reading = replace(file.reading, order_key=found.key)
    return replace(file, reading=reading, evidence=(*file.evidence, words))


def priced_anew(
    filename: str, file: FileReading, telling: TellingRows, *, today: dt.date
) -> FileReading | None:
    """The file with its money as its later rows tell it; None where they tell nothing else.

    Raises
    ------
    AmbiguousFile
        If only a person knows.
    """
    if telling.rows is None:
        return None
    first, reading = file.first, file.reading
    settled = {role: name for role, name in reading.columns.items() if role in _SETTLED}
    found = understand(
        telling.rows,
        file_words(),
        Told(settled, None, reading.order_key, first.options.priced),
        today=today,
        currency=file.counting.currency,
        joined=first.joined,
    )
    topics = {Topic.COLUMNS, Topic.DISCOUNT} - first.options.settled
    doubts = {topic: found.doubts[topic] for topic in topics & found.doubts.keys()}
    if doubts and telling.told < _RARELY * telling.seen:
        return None
    columns = {
        role: name
        for role, name in found.reading.columns.items()
        if role in reading.columns or role not in _SETTLED
    }
    paid = replace(
        reading,
        kind=found.reading.kind,
        columns=columns,
        discount=first.options.discount or found.reading.discount,
        priced=found.reading.priced,
        statuses={**found.reading.statuses, **reading.statuses},
        marks=found.reading.marks,
    )
    if doubts:
        points = [
            OpenPoint(topic, doubt_words(each, file_words().headers), each)
            for topic in sorted(doubts, key=_ORDER.index)
            for each in doubts[topic]
        ]
        raise _asking(filename, file.sheets[0], paid, points)
    if paid == reading:
        return None
    understood = replace(
        first.found, growing=found.growing, others=found.others, discount=found.discount
    )
    told = file.evidence[len(evidence(first.found, reading)) :]
    return replace(
        file,
        reading=paid,
        evidence=(*evidence(understood, paid), *told, twice_words(reading, paid)),
        unused=_unused(file.sheets, paid),
    )


def written_anew(
    filename: str,
    file: FileReading,
    writing: TellingWriting,
    chunks: Callable[[], Iterable[pd.DataFrame]],
) -> FileReading | None:
    """The file with its dates and decimals as all its rows write them; None where these tell
    nothing else than the first ones.

    Raises
    ------
    SegbotError
        If its dates are in one order at first and in the other one later.
    AmbiguousFile
        If only a person knows.
    """
    first, reading = file.first, file.reading
    settled, known = first.options.settled, first.known
    dates = None if Topic.DATES in settled else writing.dates(chunks)
    decimals = None if Topic.DECIMALS in settled else writing.decimals()
    if dates is not None:
        _refuse_turn(filename, dates)
    if decimals is not None:
        counted = reading.currency or file.counting.currency
        decimals = decimals.settled_by(get_currency_precision(counted))
    points = [
        OpenPoint(topic, doubt_words(each, file_words().headers), each)
        for topic, each in ((Topic.DATES, dates), (Topic.DECIMALS, decimals))
        if each is not None and each.is_open and known is None
    ]
    if points:
        raise _asking(filename, file.sheets[0], reading, points)
    form = dates.form if dates is not None and not dates.is_open else reading.dates
    mark = reading.decimal
    if decimals is not None:
        mark = known.decimal if decimals.is_open and known is not None else decimals.mark
    anew = replace(reading, dates=form, decimal=mark)
    if anew == reading:
        return None
    found = replace(
        first.found,
        dates=first.found.dates if anew.dates == reading.dates else dates,
        decimals=first.found.decimals if anew.decimal == reading.decimal else decimals,
    )
    told = file.evidence[len(evidence(first.found, reading)) :]
    return replace(
        file,
        reading=anew,
        evidence=(*evidence(found, anew), *told, rewritten_words(reading, anew)),
        first=replace(first, found=found),
    )


def _refuse_turn(filename: str, dates: DateFinding) -> None:
    if dates.turns_at:
        raise dates_turn(filename, dates)


def ask_about_currencies(filename: str, file: FileReading, rows: Mapping[str, int]) -> None:
    """Ask what money is in where rows tell other currencies than the first ones do.

    Parameters
    ----------
    rows : mapping
        Currency to how many rows are in it.

    Raises
    ------
    AmbiguousFile
        If only a person knows what counts, and hasn't said it.
    """
    found = CurrencyFinding(file.counting.currency, rows)
    asked = file.counting.question(file.reading, found, file.first.options.said_currency)
    if asked and sum(rows[each] for each in found.others) > _RARELY * sum(rows.values()):
        point = OpenPoint(Topic.CURRENCY, asked, found, file.counting.likely(found))
        raise _asking(filename, file.sheets[0], file.reading, (point,))


def ask_about_statuses(filename: str, file: FileReading, found: UnknownStatuses) -> NoReturn:
    """Ask which status words are no sales.

    Raises
    ------
    AmbiguousFile
        Always.
    """
    point = OpenPoint(Topic.STATUSES, doubt_words(found, file_words().headers), found)
    raise _asking(filename, file.sheets[0], file.reading, (point,))


def _words_of(left_out: Mapping[tuple[str, str], RowsAndMoney]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for _, word in left_out))


def _unused(sheets: Sequence[Sheet], reading: Reading) -> tuple[str, ...]:
    if reading.kind is RowKind.CUSTOMERS:
        return ()
    read = {*reading.columns.values(), *reading.certain_marks, *OUR_COLUMNS}
    for sheet in sheets:
        read |= {*sheet.parts_of(read), *sheet.together}
    every = dict.fromkeys(chain.from_iterable(sheet.columns for sheet in sheets))
    return tuple(name for name in every if name not in read)


def _came_back(sample: pd.DataFrame, reading: Reading, unused: Sequence[str]) -> Iterator[str]:
    """Columns that count pieces of a row that came back, where nothing says what was paid back."""
    names = file_words().headers
    for name in unused if Role.REFUNDED not in reading.columns else ():
        back = names.speaks_of(name, "pieces") and names.speaks_of(
            name, "given_back", "returns", "going_back"
        )
        if back and name in sample and (numbers(sample[name], DecimalMark.POINT) > 0).any():
            yield name


def _needed(main: Sheet, reading: Reading) -> frozenset[str]:
    """Keys of the columns that a sheet must have to be read as the main one is."""
    if reading.kind is RowKind.CUSTOMERS:
        return main.keys - {*map(key, main.together)}
    needed = {name for role, name in reading.columns.items() if role not in _MAY_BE_ABSENT}
    return frozenset(map(key, needed - {*main.together} | main.parts_of(needed)))


def _remembered(store: Store, sheet: Sheet, mended: Correction | None) -> Reading | None:
    """How the file was read that mended rows are of, or what was said about another one with the
    same headers, as far as they are still there."""
    uploads = store.uploads.all() if mended else []
    readings = [each.notes["reading"] for each in uploads if mended and each.id == mended.upload]
    text = next(iter(readings), None) or store.mappings.find(sheet.signature)
    if text is None:
        return None
    reading = Reading.from_json(text)
    headers = {*reading.columns.values()}
    return reading if headers <= {*sheet.putting_together(headers).columns} else None


def _last_reading(store: Store, sheet: Sheet, but: Collection[int]) -> Reading | None:
    """How the last file with the same headers was read, but for these."""
    others = (each for each in store.uploads.all() if each.id not in but)
    same = (each for each in others if each.notes.get("signature") == sheet.signature)
    last = next(same, None)
    return Reading.from_json(last.notes["reading"]) if last else None


def _named(options: ReadingOptions) -> list[str]:
    return [
        *options.columns.values(),
        *(options.reading.columns.values() if options.reading else ()),
    ]


def _refuse_absent(headers: Sequence[str], columns: Sequence[str]) -> None:
    absent = [header for header in headers if header not in columns]
    if absent:
        listed = ", ".join(f"“{name[:40]}”" for name in columns[:_SHOWN_COLUMNS])
        raise SegbotError(
            f"The file has no column “{absent[0][:40]}”. Its columns are: {listed}.",
            "Write the column's name as the file does.",
        )


def _dates(source: Source, sheet: Sheet) -> tuple[str, ...]:
    """The dates of a file that stand in three columns each, where none in one is called the
    order's."""
    together = sheet.whole_dates
    if not together:
        return ()
    rows = _sample(source, sheet.putting_together(together))
    return needed_dates(rows, together, file_words().headers)


def _sample(source: Source, sheet: Sheet) -> pd.DataFrame:
    sample = next(sheet.chunks(_SAMPLE_ROWS), None)
    if sample is None:
        raise EmptyFile(source.filename, "has headers but no rows under them")
    return sample


def _understood(
    sample: pd.DataFrame,
    known: Reading | None,
    options: ReadingOptions,
    key: tuple[OrderPart, ...],
    today: dt.date,
    currency: str,
    joined: Joined | None,
) -> Understanding:
    if known is not None:
        columns = {**known.columns, **options.columns}
        kind = options.kind or known.kind
        known = replace(known, kind=kind, columns=columns, order_key=key)
        return with_columns(sample, known, file_words(), today=today, currency=currency)
    return understand(
        sample,
        file_words(),
        Told(options.columns, options.kind, key, options.priced, options.order_key == ()),
        today=today,
        currency=currency,
        is_whole=len(sample) < _SAMPLE_ROWS,
        joined=joined,
    )


def _with_what_was_said(
    found: Understanding, known: Reading | None, options: ReadingOptions
) -> tuple[Reading, list[OpenPoint]]:
    """The reading, and what is still open once everything that people said is taken in."""
    points = [
        OpenPoint(topic, doubt_words(each, file_words().headers), each)
        for topic, doubts in found.doubts.items()
        # What is counted here already has a word in that.
        if topic is not Topic.CURRENCY
        for each in doubts
    ]
    reading = found.reading
    if known is not None:
        # How dates and decimals are written may show in this file, whatever it was in the last.
        reading = replace(
            reading,
            dates=known.dates if Topic.DATES in found.doubts else reading.dates,
            decimal=known.decimal if Topic.DECIMALS in found.doubts else reading.decimal,
            # What a file before this one was in shows here, or it is no longer certain.
            currency="" if known.currency == "" else reading.currency,
            # A few rows don't show what most invoices look like; a form doesn't ask.
            marked_invoices=(reading if options.reading else known).marked_invoices,
        )
        points = []
    reading = options.applied_to(reading)
    points = [each for each in points if each.topic not in options.settled]
    if not any(each.topic is Topic.COLUMNS for each in points):
        gaps = dict.fromkeys(incomplete(reading).values())
        points += [OpenPoint(Topic.COLUMNS, text) for text in gaps]
    return reading, points


def _asking(
    filename: str, sheet: Sheet, reading: Reading, points: Sequence[OpenPoint]
) -> AmbiguousFile:
    first, *_ = points
    example = next(iter(first.currencies), "")
    return AmbiguousFile(
        _question(filename, sheet, reading, points), how_to_say(first.topic, example)
    )


def _question(
    filename: str, sheet: Sheet, reading: Reading, points: Sequence[OpenPoint]
) -> FileQuestion:
    # A form offers what could be said as well.
    sheet = sheet.putting_together((*reading.columns.values(), *sheet.whole_names))
    columns = [name for name in sheet.columns if name not in OUR_COLUMNS]
    rows = next(sheet.chunks(_SAMPLE_ROWS))[columns]
    doubt = points[0].doubt if points else None
    found = choices(doubt, points[0].currencies) if doubt else ()
    return FileQuestion(
        filename=filename,
        signature=sheet.signature,
        questions=tuple(each.text for each in points),
        columns=samples(columns, rows[:_EXAMPLE_ROWS].to_numpy().tolist()),
        reading=reading,
        open=tuple(each.topic for each in points),
        statuses=doubt.words if isinstance(doubt, UnknownStatuses) else (),
        left_out=_words_of(doubt.left_out) if isinstance(doubt, UnknownStatuses) else (),
        choices=found,
        exhaustive=doubt is not None and are_all(doubt),
        shown=telling_rows(rows, doubt, reading, found) if doubt else (),
    )
