"""Which column has which role: by its name, and by what it holds."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.intake.content import Content
from analytics.intake.reading import Role
from analytics.intake.vocabulary import Layout, Vocabulary, key
from analytics.vocabulary.rows import SURPLUS

# A column with fewer texts than this share of a better filled rival is passed over: a till
# that has a "Customer ID" but fills in the e-mail knows its customers by the latter.
_FILLED_ENOUGH = 0.5
_MAY_BE_EMPTY = {Role.REFUNDED, Role.STATUS, Role.COUNTRY, Role.CUSTOMER, Role.DESCRIPTION}


class Sheet:
    """A sample of a table, its columns' content looked at once each."""

    def __init__(self, sample: pd.DataFrame) -> None:
        self.rows = sample.drop(columns=SURPLUS, errors="ignore")
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


def by_name(sheet: Sheet, vocabulary: Vocabulary) -> dict[Role, str]:
    """The roles that headers tell and contents don't deny."""
    columns = _best(sheet, vocabulary.roles(sheet.names))
    named = vocabulary.roles(sheet.names)
    if Role.TIME not in columns:
        # "Time" mostly is the time of day, but may be the whole moment.
        moments = [n for n in named.get(Role.CLOCK, ()) if sheet.content(n).written_dates >= 0.5]
        if moments:
            columns[Role.TIME] = moments[0]
            if columns.get(Role.CLOCK) == moments[0]:
                del columns[Role.CLOCK]
    return columns


def _best(sheet: Sheet, candidates: Mapping[Role, Sequence[str]]) -> dict[Role, str]:
    columns: dict[Role, str] = {}
    for role, names in candidates.items():
        fitting = [name for name in names if sheet.content(name).fits(role)]
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


def guess(role: Role, sheet: Sheet, columns: Mapping[Role, str]) -> str | None:
    """The column that most looks like having a role, to be proposed, never decided."""
    free = {name: sheet.content(name) for name in unassigned(sheet, columns)}
    if role is Role.TIME:
        likely = [name for name, each in free.items() if each.times >= 0.8]
    elif role is Role.CUSTOMER:
        emails = [name for name, each in free.items() if each.emails >= 0.8]
        likely = emails or [n for n, each in free.items() if _is_code(each, len(sheet.rows))]
    elif role is Role.QUANTITY:
        likely = [n for n, each in free.items() if each.numbers >= 0.8 and not each.decimals]
    else:
        likely = [name for name, each in free.items() if each.numbers >= 0.8 and each.decimals]
    return next(iter(likely), None)


def _is_code(content: Content, rows: int) -> bool:
    """Different for many rows, but no date and no amount."""
    varied = content.distinct > 1 and content.distinct * 20 > min(rows, 1000)
    return varied and content.written_dates < 0.5 and content.decimals < 0.1
