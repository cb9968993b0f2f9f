"""The one door to a workspace's file."""

import logging
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from analytics.vocabulary.errors import SegbotError
from storage import facts
from storage.connection import Connections
from storage.disk import full_disk_in_words
from storage.forgotten import naming_of
from storage.kept import Kept
from storage.ledger import forgetting, undo
from storage.ledger.attributes import Attributes
from storage.ledger.forgetting import Forgotten
from storage.ledger.importing import NewUpload, UploadWriter
from storage.ledger.packing import Packer
from storage.ledger.undo import UndoEffect
from storage.ledger.uploads import Upload, Uploads, find_by_id, find_by_sha256, has_money
from storage.records.alerts import Alerts
from storage.records.campaigns import Campaigns
from storage.records.currency import ShopCurrency
from storage.records.digests import Digests
from storage.records.exports import Exports
from storage.records.greetings import Greetings
from storage.records.mappings import Mappings
from storage.records.pending import PendingFiles
from storage.records.requests import Requests
from storage.records.rfm_settings import RfmSettings
from storage.records.runs import Runs
from storage.records.threads import Threads
from storage.schema import migrations
from storage.tables import Tables, open_tables

# Long enough for the largest file before ours; then a person should hear of it.
TURN_SECONDS = 900.0

log = logging.getLogger(__name__)


class AlreadyImported(Exception):
    """The very same bytes were taken in before.

    Attributes
    ----------
    upload : Upload
        The record of the first time.
    """

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"upload {upload.id} has the same content")
        self.upload = upload


class Store:
    """A workspace's transactions and the bot's own records, in one SQLite file, and what people
    wait for in one beside it.

    Safe to share between threads: every call opens its own connection.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made if they are not there.
    turn_seconds : float
        How long an import waits for another one to end.

    Attributes
    ----------
    uploads, attributes, mappings, pending, exports, greetings, runs, threads, requests, digests,
    campaigns, rfm_settings, currency
        The records, a class for each.
    kept : Kept
        What was worked out from the data at length.

    Raises
    ------
    SegbotError
        If the path can't be used as a store.
    """

    def __init__(self, path: Path, turn_seconds: float = TURN_SECONDS) -> None:
        self.path = path
        self._connections = Connections(path, turn_seconds)
        self._prepare()
        self.uploads = Uploads(self._connections)
        self.attributes = Attributes(self._connections)
        self.mappings = Mappings(self._connections)
        self.pending = PendingFiles(self._connections)
        self.exports = Exports(self._connections)
        self.greetings = Greetings(self._connections)
        self.runs = Runs(self._connections)
        self.threads = Threads(self._connections)
        self.requests = Requests(self._connections)
        self.digests = Digests(self._connections)
        self.alerts = Alerts(self._connections)
        self.campaigns = Campaigns(self._connections)
        self.rfm_settings = RfmSettings(self._connections)
        self.currency = ShopCurrency(self._connections)
        self.kept = Kept()

    def tables(self) -> AbstractContextManager[Tables]:
        """The data as Ibis tables, all of one moment; use them in the block."""
        return open_tables(self._connections)

    def shop_totals(self, returns: str) -> dict[str, Any]:
        """What the whole shop sold, under ``net`` or ``ignore`` for returns.

        It is ``analytics.features.customers.shop_totals``, compiled to SQL beforehand: the
        commonest question shouldn't wait for Ibis to load. Moments are ISO texts.
        """
        query = files("storage").joinpath(f"shop_totals_{returns}.sql").read_text(encoding="utf-8")
        with self._connections.reading() as db:
            return dict(next(iter(db.query(query))))

    def is_empty(self) -> bool:
        """Whether there is no order at all, and nothing known of any customer."""
        with self._connections.reading() as db:
            (is_empty,) = db.execute(
                "SELECT NOT EXISTS (SELECT 1 FROM orders) AND NOT EXISTS (SELECT 1 FROM attributes)"
            ).fetchone()
            return bool(is_empty)

    def has_orders(self) -> bool:
        """Whether there is any order."""
        with self._connections.reading() as db:
            return db.execute("SELECT 1 FROM orders LIMIT 1").fetchone() is not None

    def customer(self, spellings: Collection[str]) -> str | None:
        """The id of a customer, who ordered or of whom something is known, that is written so."""
        places = ", ".join("?" * len(spellings))
        with self._connections.reading() as db:
            found = db.execute(
                f"SELECT customer_id FROM orders WHERE customer_id IN ({places}) UNION ALL"
                f" SELECT customer_id FROM attributes WHERE customer_id IN ({places}) LIMIT 1",
                [*spellings, *spellings],
            ).fetchone()
            return None if found is None else str(found[0])

    def countries(self) -> list[str]:
        """The countries that orders are from, by name."""
        with self._connections.reading() as db:
            sql = "SELECT DISTINCT country FROM orders WHERE country IS NOT NULL ORDER BY country"
            return [str(country) for (country,) in db.execute(sql)]

    def customer_ids(self) -> list[str]:
        """The ids of all who ordered."""
        with self._connections.reading() as db:
            sql = "SELECT DISTINCT customer_id FROM orders WHERE customer_id IS NOT NULL"
            return [str(id_) for (id_,) in db.execute(sql)]

    def has_money(self) -> bool:
        """Whether files say what was paid for orders; all of them do, or none."""
        with self._connections.reading() as db:
            return has_money(db)

    def data_version(self) -> int:
        """How often the data has changed: equal versions hold equal data."""
        with self._connections.reading() as db:
            return facts.data_version(db)

    def claim(self) -> AbstractContextManager[None]:
        """Be the one bot of this file until the block ends, or the process does.

        Imports from a terminal beside the bot need no claim: they take turns with its own.

        Raises
        ------
        AlreadyRunning
            If another one is.
        """
        return self._connections.claimed()

    @contextmanager
    def importing(
        self, new: NewUpload, path: Path, instead_of: Sequence[int] = ()
    ) -> Iterator[UploadWriter]:
        """Take in a file: all of it when the block ends, nothing of it when the block raises.

        The uploads that it comes instead of are taken back in the very same moment, and stay where
        the block raises.

        Others may read and write meanwhile; a second import waits its turn. The bytes of the
        file at `path` are kept as well.

        Raises
        ------
        AlreadyImported
            If a file of the same content was taken in before, and stays.
        NoSuchUpload
            If one that it comes instead of isn't there any more.
        StoreBusy
            If the turn doesn't come.
        """
        with self._connections.changing() as db:
            first = find_by_sha256(db, new.sha256)
            if first is not None and first.id not in instead_of:
                raise AlreadyImported(first)
            for each in instead_of:
                find_by_id(db, each)
            with Packer(path) as packer:
                writer = UploadWriter(db, new, packer, instead_of)
                try:
                    yield writer
                    writer.commit()
                except BaseException:
                    writer.abandon()
                    raise

    def undo(self, upload_id: int, along: Sequence[int] = ()) -> UndoEffect:
        """Put the data back to what it would be without an upload, and say what changed.

        Uploads of rows that were mended in it, and that it can't go without, go `along`.

        Segmentations and digests stay: they name the data that they were made of.

        Raises
        ------
        NoSuchUpload
            If there is none with this id.
        StoreBusy
            If an import is at work for too long.
        """
        with self._connections.changing() as db:
            find_by_id(db, upload_id)
            effect = undo.undo_effect(db, upload_id, along)
            undo.undo(db, upload_id, along)
        return effect

    def forget_effect(self, customer_id: str, uploads: Sequence[int] = ()) -> Forgotten:
        """What `forget` would erase, were it called now."""
        with self._connections.snapshot() as db:
            return forgetting.forget_effect(db, customer_id, uploads)

    def forget(self, customer_id: str, uploads: Sequence[int] = ()) -> Forgotten:
        """Erase a customer everywhere, keep them from coming back, and say what was erased.

        With them go the bytes of `uploads`, which have the customer in tables that nothing was
        stored of.

        Their orders stay without them, so that totals hold. The files of `Forgotten.exports`
        are in Slack: delete them there, then call ``exports.finish`` for each.

        Raises
        ------
        StoreBusy
            If an import is at work for too long.
        """
        with self._connections.changing() as db:
            effect = forgetting.forget(db, customer_id, uploads)
        self.requests.erase(naming_of(customer_id))
        return effect

    def _prepare(self) -> None:
        try:
            with full_disk_in_words():
                self._open()
        except (OSError, sqlite3.DatabaseError) as error:
            log.exception("store unusable")
            raise SegbotError(
                f"{self.path.name} can't be used as Segbot's store.",
                "Check that it is a Segbot file, and that its folder exists and may be written.",
            ) from error

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connections.open()) as connection:
            database = Database(connection)
            database.enable_wal()
            if migrations.pending(database):
                self._migrate()
            unfinished = database.execute("SELECT EXISTS (SELECT 1 FROM leftovers)").fetchone()
        if unfinished[0]:
            self._connections.sweep_if_free()

    def _migrate(self) -> None:
        # Two processes may start at once; the write lock lets the second see the first's work.
        with self._connections.writing() as db:
            migrations.apply(db)
