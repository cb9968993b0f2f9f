"""The one door to a workspace's file."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import structlog
from sqlite_utils import Database

from storage.connection import Connections
from storage.digests import Digests
from storage.errors import StorageError
from storage.files import FileFormat
from storage.importing import NewUpload, UploadWriter
from storage.packing import Packer
from storage.requests import Requests
from storage.runs import Runs
from storage.schema import migrations
from storage.tables import Tables, open_tables
from storage.threads import Threads
from storage.uploads import Upload, Uploads, find_by_sha256

log = structlog.get_logger()


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
    """A workspace's transactions and the bot's own records, in one SQLite file.

    Safe to share between threads: every call opens its own connection.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made if they are not there.

    Attributes
    ----------
    uploads, runs, threads, requests, digests
        The records, a class for each.

    Raises
    ------
    StorageError
        If the path can't be used as a store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections = Connections(path)
        self._prepare()
        self.uploads = Uploads(self._connections)
        self.runs = Runs(self._connections)
        self.threads = Threads(self._connections)
        self.requests = Requests(self._connections)
        self.digests = Digests(self._connections)

    def tables(self) -> AbstractContextManager[Tables]:
        """Orders, lines and customers as Ibis tables, all of one moment; use them in the block."""
        return open_tables(self._connections)

    def is_empty(self) -> bool:
        """Whether there is no order at all."""
        with self._connections.reading() as db:
            return db.execute("SELECT 1 FROM orders LIMIT 1").fetchone() is None

    def data_version(self) -> int:
        """The id of the latest upload, 0 if there is none: equal versions hold equal data."""
        with self._connections.reading() as db:
            (version,) = db.execute("SELECT coalesce(max(id), 0) FROM uploads").fetchone()
            return int(version)

    @contextmanager
    def importing(self, new: NewUpload, path: Path) -> Iterator[UploadWriter]:
        """Take in a file: all of it when the block ends, nothing of it when the block raises.

        Readers aren't held up meanwhile; a second import waits its turn. The bytes of the
        file at `path` are kept as well.

        Raises
        ------
        AlreadyImported
            If a file of the same content was taken in before.
        """
        with self._connections.importing() as db:
            first = find_by_sha256(db, new.sha256)
            if first is not None:
                raise AlreadyImported(first)
            with Packer(path, compress=new.format is FileFormat.CSV) as packer:
                yield UploadWriter(db, new, packer)

    def _prepare(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connections.open()) as connection:
                database = Database(connection)
                database.enable_wal()
                if migrations.pending(database):
                    self._migrate()
        except (OSError, sqlite3.DatabaseError) as error:
            log.exception("store_unusable")
            raise StorageError(
                f"{self.path.name} can't be used as Segbot's store.",
                "Check that it is a Segbot file, and that its folder exists and may be written.",
            ) from error

    def _migrate(self) -> None:
        # Two processes may start at once; the write lock lets the second see the first's work.
        with self._connections.writing() as db:
            migrations.apply(db)
