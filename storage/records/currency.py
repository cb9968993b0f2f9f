"""Which currency a shop's amounts are in."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from storage.connection import Connections, utc_now


@dataclass(frozen=True)
class CurrencyDecision:
    """Somebody set the currency, an ISO code; `at` is ISO text in UTC."""

    code: str
    user: str
    at: str


class ShopCurrency:
    """Knows the currency: the one that somebody set, else that of the files."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def code(self, but: Collection[int] = ()) -> str | None:
        """Its ISO code; None where nobody set one and no file that is stored says any, but for
        these uploads."""
        with self._connections.reading() as db:
            (code,) = db.execute(
                "SELECT coalesce((SELECT code FROM currencies ORDER BY id DESC LIMIT 1),"
                " (SELECT currency FROM uploads WHERE currency IS NOT NULL"
                "  AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 1))",
                [json.dumps([*but])],
            ).fetchone()
        return None if code is None else str(code)

    def decision(self) -> CurrencyDecision | None:
        """What was set last; None where nobody set anything."""
        with self._connections.reading() as db:
            for row in db.query("SELECT code, user, at FROM currencies ORDER BY id DESC LIMIT 1"):
                return CurrencyDecision(**row)
        return None

    def decide(self, code: str, user: str) -> None:
        """Set it; amounts stay the numbers that they are."""
        with self._connections.writing() as db:
            db.execute(
                "INSERT INTO currencies (code, user, at) VALUES (?, ?, ?)", [code, user, utc_now()]
            )
