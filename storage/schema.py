"""The tables of a workspace's file, as migrations that run once each, in order.

What can be counted is kept as it was read and never as a float: money is whole hundredths.
Text dates are ISO, so that they sort; the type names are those that Ibis reads.
"""

from sqlite_utils import Database, Migrations

from storage.intake_schema import ATTRIBUTES, CHANGES, INTAKE_RECORDS, WEIGHED_GOODS
from storage.records.rfm_settings import RFM_SETTINGS

migrations = Migrations("segbot")


@migrations()
def transactions(db: Database) -> None:
    """Uploads, and the orders they brought.

    An order is kept once per upload that contains it, so that undoing an upload needs no
    memory of what was there before: the version of the latest upload is the current one.
    The rolled-up columns mean that a question about orders never touches their lines.
    """
    db.executescript(
        """
        CREATE TABLE uploads (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sha256 TEXT NOT NULL UNIQUE,
            filename TEXT NOT NULL,
            format TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            user TEXT NOT NULL,
            channel TEXT NOT NULL,
            at TEXT NOT NULL,
            rows_read INTEGER NOT NULL DEFAULT 0,
            rows_kept INTEGER NOT NULL DEFAULT 0,
            rows_set_aside TEXT NOT NULL DEFAULT '{}',
            rows_rejected TEXT NOT NULL DEFAULT '{}',
            orders_new INTEGER NOT NULL DEFAULT 0,
            orders_changed INTEGER NOT NULL DEFAULT 0,
            orders_same INTEGER NOT NULL DEFAULT 0,
            first_order TEXT,
            last_order TEXT,
            customers INTEGER NOT NULL DEFAULT 0,
            revenue_cents INTEGER NOT NULL DEFAULT 0,
            unknown_revenue_cents INTEGER NOT NULL DEFAULT 0,
            notes TEXT NOT NULL DEFAULT '{}'
        );
        CREATE TABLE upload_parts (
            upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
            part INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (upload_id, part)
        );
        CREATE TABLE left_out_rows (
            upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
            line INTEGER NOT NULL,
            fate TEXT NOT NULL CHECK (fate IN ('set_aside', 'rejected')),
            reason TEXT NOT NULL,
            cells TEXT NOT NULL,
            PRIMARY KEY (upload_id, line)
        ) WITHOUT ROWID;
        CREATE TABLE products (
            id INTEGER PRIMARY KEY,
            product_code TEXT NOT NULL,
            description TEXT NOT NULL,
            merchandise INTEGER NOT NULL,
            UNIQUE (product_code, description)
        );
        CREATE TABLE order_versions (
            order_id INTEGER PRIMARY KEY AUTOINCREMENT,
            upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
            current INTEGER NOT NULL DEFAULT 0,
            invoice TEXT NOT NULL,
            customer_id TEXT,
            country TEXT,
            ordered_at TIMESTAMP NOT NULL,
            purchase_lines INTEGER NOT NULL,
            return_lines INTEGER NOT NULL,
            units INTEGER NOT NULL,
            purchase_cents INTEGER NOT NULL,
            returned_cents INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            UNIQUE (upload_id, invoice)
        );
        CREATE UNIQUE INDEX current_invoice ON order_versions (invoice) WHERE current = 1;
        CREATE INDEX current_customer ON order_versions (customer_id, ordered_at)
            WHERE current = 1;
        CREATE TABLE order_lines (
            order_id INTEGER NOT NULL REFERENCES order_versions(order_id) ON DELETE CASCADE,
            line INTEGER NOT NULL,
            product_id INTEGER NOT NULL REFERENCES products(id),
            quantity INTEGER NOT NULL,
            unit_price REAL NOT NULL,
            amount_cents INTEGER NOT NULL,
            PRIMARY KEY (order_id, line)
        ) WITHOUT ROWID;
        CREATE VIEW orders AS
            SELECT order_id, invoice, customer_id, country, ordered_at, purchase_lines,
                   return_lines, units, purchase_cents, returned_cents
            FROM order_versions WHERE current = 1;
        CREATE VIEW lines AS
            SELECT o.order_id, o.invoice, o.customer_id, o.country, o.ordered_at,
                   p.product_code, p.description, p.merchandise,
                   l.quantity, l.unit_price, l.amount_cents
            FROM order_versions o
            JOIN order_lines l ON l.order_id = o.order_id
            JOIN products p ON p.id = l.product_id
            WHERE o.current = 1;
        -- SQLite takes a bare column from the row that has the maximum: the latest order.
        CREATE VIEW customers AS
            SELECT customer_id, country FROM (
                SELECT customer_id, country, max(ordered_at) FROM order_versions
                WHERE current = 1 AND customer_id IS NOT NULL GROUP BY customer_id
            );
        """
    )


@migrations()
def bot_records(db: Database) -> None:
    """What the bot itself remembers: segmentations, threads, work under way, digests."""
    db.executescript(
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            created_at TEXT NOT NULL,
            user TEXT NOT NULL,
            channel TEXT NOT NULL,
            algo TEXT NOT NULL,
            params TEXT NOT NULL,
            data_version INTEGER NOT NULL,
            as_of TEXT NOT NULL,
            k INTEGER NOT NULL,
            metrics TEXT NOT NULL,
            centres TEXT NOT NULL,
            groups TEXT NOT NULL
        );
        CREATE TABLE assignments (
            run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
            customer_id TEXT NOT NULL,
            cluster INTEGER NOT NULL,
            PRIMARY KEY (run_id, customer_id)
        ) WITHOUT ROWID;
        CREATE TABLE threads (
            channel TEXT NOT NULL,
            ts TEXT NOT NULL,
            command TEXT NOT NULL,
            user TEXT NOT NULL,
            created_at TEXT NOT NULL,
            PRIMARY KEY (channel, ts)
        ) WITHOUT ROWID;
        CREATE TABLE requests (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            channel TEXT NOT NULL,
            ts TEXT,
            thread_ts TEXT,
            user TEXT NOT NULL,
            started_at TEXT NOT NULL
        );
        CREATE TABLE digest_schedules (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            user TEXT NOT NULL,
            spec TEXT NOT NULL,
            created_at TEXT NOT NULL,
            paused INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE digest_deliveries (
            schedule_id INTEGER NOT NULL REFERENCES digest_schedules(id) ON DELETE CASCADE,
            slot TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('claimed', 'sent', 'failed')),
            ts TEXT,
            error TEXT,
            PRIMARY KEY (schedule_id, slot)
        ) WITHOUT ROWID;
        CREATE TABLE digest_snapshots (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            created_at TEXT NOT NULL,
            as_of TEXT NOT NULL,
            segments TEXT NOT NULL
        );
        CREATE INDEX snapshot_channel ON digest_snapshots (channel, id);
        CREATE TABLE digest_members (
            snapshot_id INTEGER NOT NULL REFERENCES digest_snapshots(id) ON DELETE CASCADE,
            customer_id TEXT NOT NULL,
            segment TEXT NOT NULL,
            PRIMARY KEY (snapshot_id, customer_id)
        ) WITHOUT ROWID;
        """
    )


@migrations()
def weighed_goods(db: Database) -> None:
    """Quantities that need not be whole."""
    db.executescript(WEIGHED_GOODS)


@migrations()
def changes(db: Database) -> None:
    """Imports in many transactions, undoing and forgetting."""
    db.executescript(CHANGES)


@migrations()
def attributes(db: Database) -> None:
    """Customers' attributes."""
    db.executescript(ATTRIBUTES)


@migrations()
def intake_records(db: Database) -> None:
    """What the bot remembers of files."""
    db.executescript(INTAKE_RECORDS)


@migrations()
def orders_by_customer(db: Database) -> None:
    """All that is asked of a customer's orders in one index, so that adding them up reads the
    index alone, in order, and half a million orders take half a second."""
    db.executescript(
        """
        DROP INDEX current_customer;
        CREATE INDEX current_customer ON order_versions (
            customer_id, ordered_at, invoice, country,
            purchase_lines, units, purchase_cents, returned_cents
        ) WHERE current = 1;
        """
    )


@migrations()
def rfm_settings(db: Database) -> None:
    """How RFM segments are made here."""
    db.executescript(RFM_SETTINGS)


@migrations()
def cluster_models(db: Database) -> None:
    """What places other customers in a run's clusters, and what was found out about them."""
    db.executescript(
        """
        ALTER TABLE runs ADD COLUMN model TEXT;
        ALTER TABLE runs ADD COLUMN account TEXT NOT NULL DEFAULT '{}';
        """
    )
