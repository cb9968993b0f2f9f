"""Campaigns: who was in them and who was held out, as it was fixed when they started."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlite_utils import Database

from analytics.vocabulary.errors import SegbotError
from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers
from storage.records.claims import Claim, is_held

_DRAWN = ("customer_id", "person", "stratum", "control")


@dataclass(frozen=True)
class NewCampaign:
    """A campaign as it starts.

    Attributes
    ----------
    user, channel : str
        Who started it and where; empty in a terminal.
    thread : str or None
        The message under which its results are told; None where there is none.
    command : str
        What was asked for, as a person would write it.
    name : str
    audience : str
        Whom it is for, in words.
    target : str
        For what the files were made: csv, klaviyo and so on.
    share : float
        Of people to be held out.
    key : bytes
        By which they were drawn.
    begins, until : date
        Orders of these days and of those between them count.
    """

    user: str
    channel: str
    thread: str | None
    command: str
    name: str
    audience: str
    target: str
    share: float
    key: bytes
    begins: date
    until: date


@dataclass(frozen=True)
class Campaign(NewCampaign):
    """A campaign in the store; moments are ISO texts in UTC, None where it isn't so.

    Attributes
    ----------
    id : int
    created_at : str
    ended_at : str or None
        When somebody ended it, ``until`` being that day then.
    told : str or None
        How far telling its results by itself has come: ``claimed`` or ``sent``.
    claimed_at : str or None
        When somebody began to tell them; None where nobody is at it.
    people, held_out, forgotten : int
        Who was drawn, of them who was held out, and customers who were forgotten since.
    """

    id: int
    created_at: str
    ended_at: str | None
    told: str | None
    claimed_at: str | None
    people: int
    held_out: int
    forgotten: int


class Campaigns:
    """Keeps campaigns and whom they were for."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def start(self, new: NewCampaign, drawn: pd.DataFrame, *, overlap: bool = False) -> int:
        """Keep a campaign and its groups, all or nothing; give its number. Who was forgotten
        meanwhile is left out.

        Where the same command has started one on the same day meanwhile, it is that one's number.

        Parameters
        ----------
        drawn : DataFrame, one row per customer
            ``customer_id``, ``person``, ``stratum`` and ``control``, as ``analytics.campaign.draw``
            gives it.
        overlap : bool
            Whether customers may be in it whom another running campaign holds out.

        Raises
        ------
        SegbotError
            If they may not, and one that started meanwhile does.
        """
        with self._connections.writing() as db:
            same = db.execute(
                "SELECT id FROM campaigns WHERE command = ? AND begins = ? AND ended_at IS NULL",
                [new.command, new.begins.isoformat()],
            ).fetchone()
            if same is not None:
                return int(same[0])
            if not overlap and not _held_out(db, new.begins).isdisjoint(drawn["customer_id"]):
                raise SegbotError(
                    "Another campaign has just started, and holds out some of these customers.",
                    "Ask again: they will be left out.",
                )
            left = ForgottenCustomers(db).members_left(drawn.set_index("customer_id")["person"])
            rows = drawn.loc[drawn["customer_id"].isin(left.index), [*_DRAWN]]
            rows = rows.astype({"control": "int64"})
            campaign = db.execute(
                "INSERT INTO campaigns (created_at, user, channel, thread, command, name,"
                " audience, target, share, key, begins, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    utc_now(),
                    new.user,
                    new.channel,
                    new.thread,
                    new.command,
                    new.name,
                    new.audience,
                    new.target,
                    new.share,
                    new.key,
                    new.begins.isoformat(),
                    new.until.isoformat(),
                ],
            ).lastrowid
            db.conn.executemany(
                "INSERT INTO campaign_customers"
                " (campaign_id, place, customer_id, person, stratum, control)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (campaign, place, *row)
                    for place, row in enumerate(
                        zip(*(rows[each].tolist() for each in _DRAWN), strict=True)
                    )
                ),
            )
        return int(campaign or 0)

    def all(self) -> list[Campaign]:
        """Every campaign, the last one first."""
        return self._found("ORDER BY id DESC")

    def get(self, campaign_id: int) -> Campaign | None:
        """The campaign with this number."""
        return next(iter(self._found("WHERE id = ?", campaign_id)), None)

    def due(self) -> list[Campaign]:
        """Campaigns that have a place to be told in and weren't told of, though purchases are
        known of their last day or of a later one; not those that somebody is at."""
        found = self._found(
            "WHERE channel <> '' AND until >= begins AND (told IS NULL OR told = 'claimed')"
            " AND until <= (SELECT date(max(ordered_at)) FROM orders WHERE purchase_lines > 0)"
            " ORDER BY id"
        )
        return [each for each in found if not is_held(each.claimed_at)]

    def customers(self, campaign_id: int) -> pd.DataFrame:
        """Whom a campaign was for.

        Returns
        -------
        DataFrame, one row per customer, people in the order of their draw
            ``customer_id`` (missing where they were forgotten since), ``person``, ``stratum`` and
            ``control``.
        """
        with closing(self._connections.open()) as connection:
            found = pd.read_sql_query(
                f"SELECT {', '.join(_DRAWN)} FROM campaign_customers WHERE campaign_id = ?"
                " ORDER BY place",
                connection,
                params=(campaign_id,),
            )
        return found.astype({"control": "bool"})

    def held_out(self, day: date) -> set[str]:
        """Who is held out of a campaign that runs on a day."""
        with self._connections.reading() as db:
            return _held_out(db, day)

    def of_customer(self, customer_id: str) -> list[tuple[Campaign, bool]]:
        """The campaigns that a customer was in, the last one first, and whether they were held
        out."""
        with self._connections.reading() as db:
            sides = dict(
                db.execute(
                    "SELECT campaign_id, control FROM campaign_customers WHERE customer_id = ?",
                    [customer_id],
                ).fetchall()
            )
        return [(each, bool(sides[each.id])) for each in self.all() if each.id in sides]

    def end(self, campaign_id: int, until: date) -> None:
        """End a campaign on a day; one that was ended before stays as it is."""
        with self._connections.writing() as db:
            db.execute(
                "UPDATE campaigns SET ended_at = ?, until = min(until, ?)"
                " WHERE id = ? AND ended_at IS NULL",
                [utc_now(), until.isoformat(), campaign_id],
            )

    def claim_telling(self, campaign_id: int) -> Claim:
        """Take on telling a campaign's results; of several at one moment one alone gets it."""
        with self._connections.writing() as db:
            sql = "SELECT told, claimed_at FROM campaigns WHERE id = ?"
            told, claimed_at = db.execute(sql, [campaign_id]).fetchone()
            if told == "sent" or is_held(claimed_at):
                return Claim.TAKEN
            db.execute(
                "UPDATE campaigns SET told = 'claimed', claimed_at = ? WHERE id = ?",
                [utc_now(), campaign_id],
            )
        return Claim.NEW if told is None else Claim.AGAIN

    def release_telling(self, campaign_id: int) -> None:
        """Let go of it, as it didn't come about, so that it may be claimed again."""
        self._change("UPDATE campaigns SET claimed_at = NULL WHERE id = ?", campaign_id)

    def mark_told(self, campaign_id: int) -> None:
        """Note that a campaign's results were told."""
        self._change("UPDATE campaigns SET told = 'sent' WHERE id = ?", campaign_id)

    def _change(self, sql: str, campaign_id: int) -> None:
        with self._connections.writing() as db:
            db.execute(sql, [campaign_id])

    def _found(self, clause: str, *values: int) -> list[Campaign]:
        sql = (
            "SELECT c.*, sides.people, sides.held_out, sides.forgotten FROM campaigns c JOIN ("
            " SELECT campaign_id, count(DISTINCT person) AS people,"
            " count(DISTINCT CASE WHEN control = 1 THEN person END) AS held_out,"
            " count(*) - count(customer_id) AS forgotten"
            " FROM campaign_customers GROUP BY campaign_id) sides ON sides.campaign_id = c.id"
            f" {clause}"
        )
        with self._connections.reading() as db:
            return [_campaign(row) for row in db.query(sql, values)]


def _held_out(db: Database, day: date) -> set[str]:
    """As `Campaigns.held_out`, within a transaction that is already open."""
    sql = (
        "SELECT customer_id FROM campaign_customers WHERE control = 1"
        " AND customer_id IS NOT NULL AND campaign_id IN"
        " (SELECT id FROM campaigns WHERE begins <= :day AND until >= :day)"
    )
    return {str(each) for (each,) in db.execute(sql, {"day": day.isoformat()})}


def _campaign(row: dict[str, object]) -> Campaign:
    days = {name: date.fromisoformat(str(row[name])) for name in ("begins", "until")}
    return Campaign(**{**row, **days})  # type: ignore[arg-type]
