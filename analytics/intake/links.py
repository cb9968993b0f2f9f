"""Tables that belong together: columns of one whose values name the rows of another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analytics.intake.columns import Sheet, by_name, date_columns
from analytics.intake.headers import HeaderNames, key, snake_case, words_of
from analytics.intake.reading import Role
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import UNWRITTEN

_SUBJECTS = (Role.INVOICE, Role.CUSTOMER, Role.PRODUCT)
_GOODS = {Role.PRODUCT, Role.DESCRIPTION}
_ID_WORDS = {"id", "no", "nr", "num", "number", "code", "key", "ref", "fk", "pk", "uid", "uuid"}
_NO_THINGS = {
    *("csv", "tsv", "txt", "json", "parquet", "raw", "dataset", "data", "table", "tbl", "export"),
    *("list", "dim", "fact", "stg", "dbo", "public", "all", "sheet", "master", "olist"),
}
# Whatever counts a table's rows, or stands for a header that isn't there, names nothing elsewhere.
_COUNTS_ROWS = {"row", "index", "unnamed", "column"}
_LIKE_DATES = re.compile(r"^(?!\s*-?[0-9]+[.,][0-9]{1,2}\s*$).*[0-9][^0-9]+[0-9]")
_ENOUGH = 0.5
_NEARLY_ALL = 0.9
# Fewer values are as likely alike by chance.
_TELLING_VALUES = 3


class Named:
    """A table by its first rows; what its columns mean and hold is looked at once.

    Attributes
    ----------
    name : str
        Of the sheet or the file.
    rows : DataFrame of str
        The first ones.
    names : HeaderNames
        What columns may be called.
    """

    def __init__(self, name: str, rows: pd.DataFrame, names: HeaderNames) -> None:
        self.name = name
        self.rows = rows
        self.names = names
        self.headers = [str(each) for each in rows if each not in UNWRITTEN]
        self._ids: dict[str, pd.Series[str]] = {}

    def ids(self, header: str) -> "pd.Series[str]":
        """The different ids in a column."""
        if header not in self._ids:
            self._ids[header] = as_identifiers(self.rows[header]).dropna().drop_duplicates()
        return self._ids[header]

    @cached_property
    def roles(self) -> dict[Role, str]:
        """The roles of its columns, by their names."""
        return by_name(self._sheet, self.names)

    @cached_property
    def days(self) -> tuple[str, ...]:
        """The columns that look like dates."""
        # Texts that no date could be are told apart at less cost.
        likely = [each for each in self.headers if self.rows[each].str.contains(_LIKE_DATES).any()]
        return tuple(date_columns(Sheet(self.rows[likely]), {}))

    @cached_property
    def subject(self) -> Role | None:
        """What its rows are, by its name: those of ``raw_customers.csv`` are customers."""
        return subject_of(self.name, self.names)

    @cached_property
    def meanings(self) -> dict[str, frozenset[object]]:
        """What the ids in each of its columns may be of."""
        return {each: meanings(each, self.name, self.names) for each in self.headers}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that each row has another value in."""
        rows = self.rows.drop_duplicates()
        filled = {each: (rows[each].str.strip() != "").sum() for each in self.headers}
        return tuple(each for each in self.headers if 0 < filled[each] == len(self.ids(each)))

    @cached_property
    def are_events(self) -> bool:
        """Whether money came on some day in each row: no customer and no product does so."""
        paid = bool(self.roles.keys() & {Role.AMOUNT, Role.TOTAL})
        return self.subject is None and paid and (Role.TIME in self.roles or bool(self.days))

    @cached_property
    def subject_by_content(self) -> Role | None:
        """What its rows are, where its keys don't say it: orders have days and customers."""
        if Role.CUSTOMER in self.roles and (Role.TIME in self.roles or self.days):
            return Role.INVOICE
        goods = Role.PRICE in self.roles and self.roles.keys() & _GOODS
        return Role.PRODUCT if goods else None

    @cached_property
    def _sheet(self) -> Sheet:
        return Sheet(self.rows)

    def joined(self, rows: pd.DataFrame, told: Mapping[str, frozenset[object]]) -> "Named":
        """The same table with columns that another one adds, and what their ids may be of."""
        found = Named(self.name, rows, self.names)
        found.__dict__["meanings"] = {**self.meanings, **told}
        found._ids = dict(self._ids)
        return found


def subject_of(table: str, names: HeaderNames) -> Role | None:
    """What a table's rows are, by its name: orders, customers or products, or none of these."""
    thing = _thing(table)
    found = names.roles([f"{thing} id"]) if thing else {}
    return next((role for role in _SUBJECTS if role in found), None)


@dataclass(frozen=True)
class Link:
    """A column whose values may name the rows of another table.

    Attributes
    ----------
    column : str
        Its header.
    key : str
        The other table's column that each row has another value in.
    subject : Role
        What the other table's rows are: ``INVOICE`` (orders), ``CUSTOMER`` or ``PRODUCT``.
    """

    column: str
    key: str
    subject: Role


def links(main: Named, other: Named) -> list[Link]:
    """The ways in which rows of a table may name those of another one, the likeliest first.

    Columns of the same name come first, then those that mean the same, then those that hold the
    same.
    """
    found: list[tuple[tuple[int, int], Link]] = []
    for column, meant in main.meanings.items():
        for key_ in other.keys:
            theirs = other.meanings[key_]
            told = next((role for role in _SUBJECTS if role in meant | theirs), None)
            subject = told or other.subject or other.subject_by_content
            if subject is None or other.subject not in (None, subject):
                continue
            if other.are_events and subject is not Role.INVOICE:
                continue
            if meant & theirs:
                likely = 0 if key(column) == key(key_) else 1
            elif (
                meant and not meant & {*_SUBJECTS} and _are_alike(main.ids(column), other.ids(key_))
            ):
                likely = 2
            else:
                continue
            found.append(((likely, _SUBJECTS.index(subject)), Link(column, key_, subject)))
    return [link for _, link in sorted(found, key=lambda each: each[0])]


def meanings(header: str, table: str, names: HeaderNames) -> frozenset[object]:
    """What the ids in a column of a table may be of, as roles and as keys of headers; nothing where
    its header is that of dates, money or the like."""
    words = words_of(header) - _ID_WORDS
    if words and {each for each in words if not each.isdigit()} <= _COUNTS_ROWS:
        return frozenset()
    thing = _singular(*words) if len(words) == 1 else "" if words else _thing(table)
    spelt = [*([header] if words else []), *([f"{thing} id"] if thing else [])]
    # The parent of a refund is an order; that of a line may be, too.
    roles = names.roles(spelt).keys() - {Role.REFUND_OF}
    subjects = roles & {*_SUBJECTS}
    if roles and not subjects:
        return frozenset()
    return frozenset({*subjects, *map(key, spelt)})


def _thing(table: str) -> str:
    """What one row of a table is, by the table's name; empty where that takes several words."""
    parted = snake_case(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", table))
    words = [each for each in parted.split("_") if each not in _NO_THINGS and not each.isdigit()]
    return _singular(words[0]) if len(words) == 1 else ""


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _are_alike(mine: "pd.Series[str]", theirs: "pd.Series[str]") -> bool:
    """Whether two columns have ids in common that chance hardly makes alike: many a column counts
    from 1."""
    telling = [each for each in mine if len(each) > 3 or not each.isdigit()]
    if len(mine) < _TELLING_VALUES or len(telling) < _ENOUGH * len(mine):
        return False
    return bool(mine.isin(theirs).mean() >= _NEARLY_ALL)
