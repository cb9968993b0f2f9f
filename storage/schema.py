"""The tables of a workspace's file, as migrations that run once each, in order.

What can be counted is kept as it was read and never as a float: money is whole hundredths.
Text dates are ISO, so that they sort; the type names are those that Ibis reads.
"""

import json
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlite_utils import Database, Migrations

migrations = Migrations("segbot")


@migrations()
def first_schema(db: Database) -> None:
    """Everything that there is."""
    for statement in (LEDGER + RECORDS).split(";\n"):
        db.execute(statement)


@migrations()
def campaigns(db: Database) -> None:
    """Campaigns, and whom they were for."""
    for statement in CAMPAIGNS.split(";\n"):
        db.execute(statement)


@migrations()
def greetings(db: Database) -> None:
    """Channels that were greeted."""
    db.execute("CREATE TABLE greetings (channel TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID")


@migrations()
def lines_with_their_product(db: Database) -> None:
    """Lines by a number of their product's, which is quicker to read than its code."""
    for statement in LINES.split(";\n"):
        db.execute(statement)


@migrations()
def requests_in_a_file_of_their_own(db: Database) -> None:
    """What people wait for, which an import mustn't hold up."""
    db.execute("DROP TABLE IF EXISTS requests")


@migrations()
def alerts(db: Database) -> None:
    """What people want to be told of, and what there is to say."""
    for statement in ALERTS.split(";\n"):
        db.execute(statement)


@migrations()
def digests_that_rest(db: Database) -> None:
    """Digests that don't come for a while, and from when on they came again."""
    for statement in RESTING.split(";\n"):
        db.execute(statement)


@migrations()
def deliveries_by_day_and_channel(db: Database) -> None:
    """Digests that were delivered, by the day where they are read and by the channel."""
    schedules = db.query("SELECT id, spec FROM digest_schedules")
    zones = {row["id"]: json.loads(row["spec"]).get("zone", "UTC") for row in schedules}
    db.conn.create_function("local_day", 2, lambda slot, id_: _day(slot, zones[id_]))
    for statement in DELIVERIES.split(";\n"):
        db.execute(statement)


@migrations()
def alerts_seen_in_parts(db: Database) -> None:
    """What an alert's reading follows from, and that it can't be told now, each by itself."""
    for statement in SEEN.split(";\n"):
        db.execute(statement)
    for number, seen in db.execute("SELECT id, seen FROM alerts").fetchall():
        version, rules, today = (each or None for each in seen.split("|"))
        sql = "UPDATE alerts SET data_version = ?, rules = ?, today = ? WHERE id = ?"
        db.execute(sql, [version, rules, today, number])
    db.execute("ALTER TABLE alerts DROP COLUMN seen")


@migrations()
def results_claimed_for_a_while(db: Database) -> None:
    """When somebody began to tell a campaign's results."""
    db.execute("ALTER TABLE campaigns ADD COLUMN claimed_at TEXT")


@migrations()
def deliveries_by_occasion(db: Database) -> None:
    """Digests that were delivered, by the day or by what else they came for."""
    db.execute("ALTER TABLE digest_deliveries RENAME COLUMN day TO occasion")


@migrations()
def owners_of_digests_that_rest(db: Database) -> None:
    """Digests that somebody else paused, as long as their owners weren't told."""
    db.execute("ALTER TABLE digest_schedules ADD COLUMN untold_since TEXT")


def _day(slot: str, zone: str) -> str:
    """The day of a moment that is ISO text in UTC, by the clock of a place; UTC's where there is no
    such place."""
    moment = datetime.fromisoformat(slot)
    with suppress(ValueError, ZoneInfoNotFoundError):
        moment = moment.astimezone(ZoneInfo(zone))
    return moment.date().isoformat()


LEDGER = """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    INSERT INTO facts (name, value) VALUES ('data_version', 0), ('salt', randomblob(32));
    CREATE TABLE forgotten_customers (hash BLOB PRIMARY KEY, parts INTEGER NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE leftovers (upload_id INTEGER PRIMARY KEY AUTOINCREMENT);
    CREATE TABLE uploads (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        filename TEXT NOT NULL,
        format TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        user TEXT NOT NULL,
        channel TEXT NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        priced INTEGER NOT NULL,
        rows_read INTEGER NOT NULL,
        rows_kept INTEGER NOT NULL,
        rows_set_aside TEXT NOT NULL,
        rows_rejected TEXT NOT NULL,
        orders_new INTEGER NOT NULL,
        orders_changed INTEGER NOT NULL,
        orders_same INTEGER NOT NULL,
        first_order TEXT,
        last_order TEXT,
        customers INTEGER NOT NULL,
        revenue_cents INTEGER NOT NULL,
        unknown_revenue_cents INTEGER NOT NULL,
        customers_new INTEGER NOT NULL,
        customers_changed INTEGER NOT NULL,
        customers_same INTEGER NOT NULL,
        currency TEXT,
        notes TEXT NOT NULL
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
        UNIQUE (product_code, description, merchandise)
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
        units REAL NOT NULL,
        purchase_cents INTEGER NOT NULL,
        returned_cents INTEGER NOT NULL,
        digest INTEGER NOT NULL,
        mixed INTEGER NOT NULL DEFAULT 0,
        UNIQUE (upload_id, invoice)
    );
    CREATE UNIQUE INDEX current_invoice ON order_versions (invoice) WHERE current = 1;
    CREATE INDEX current_customer ON order_versions (
        customer_id, ordered_at, invoice, country,
        purchase_lines, units, purchase_cents, returned_cents
    ) WHERE current = 1;
    CREATE TABLE order_lines (
        order_id INTEGER NOT NULL REFERENCES order_versions(order_id) ON DELETE CASCADE,
        line INTEGER NOT NULL,
        product_id INTEGER NOT NULL REFERENCES products(id),
        quantity REAL NOT NULL,
        unit_price REAL NOT NULL,
        amount_cents INTEGER NOT NULL,
        PRIMARY KEY (order_id, line)
    ) WITHOUT ROWID;
    CREATE TABLE attribute_labels (
        upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        label TEXT NOT NULL,
        of_orders INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (upload_id, name)
    ) WITHOUT ROWID;
    CREATE TABLE attribute_values (
        upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
        customer_id TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        current INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (upload_id, customer_id, name)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX current_attribute ON attribute_values (customer_id, name)
        WHERE current = 1;
    CREATE TABLE order_attribute_values (
        id INTEGER PRIMARY KEY,
        upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        orders INTEGER NOT NULL,
        UNIQUE (upload_id, name, value)
    );
    CREATE TABLE order_values (
        order_id INTEGER NOT NULL REFERENCES order_versions(order_id) ON DELETE CASCADE,
        value_id INTEGER NOT NULL REFERENCES order_attribute_values(id),
        PRIMARY KEY (order_id, value_id)
    ) WITHOUT ROWID;
    CREATE VIEW orders AS
        SELECT order_id, invoice, customer_id, country, ordered_at, purchase_lines,
               return_lines, units, purchase_cents, returned_cents
        FROM order_versions WHERE current = 1;
    -- SQLite takes a bare column from the row that has the maximum: the latest order.
    CREATE VIEW customers AS
        SELECT customer_id, country FROM (
            SELECT customer_id, country, max(ordered_at) FROM order_versions
            WHERE current = 1 AND customer_id IS NOT NULL GROUP BY customer_id
        );
    CREATE VIEW order_attribute_names AS
        SELECT DISTINCT name FROM attribute_labels
        WHERE of_orders = 1 AND upload_id IN (SELECT id FROM uploads);
    -- A name means one thing: where it is the orders', the customers' has a longer one.
    CREATE VIEW attributes AS
        SELECT customer_id, name, value FROM attribute_values
        WHERE current = 1 AND name NOT IN (SELECT name FROM order_attribute_names)
        UNION ALL
        SELECT customer_id, 'customer_' || name, value FROM attribute_values
        WHERE current = 1 AND name IN (SELECT name FROM order_attribute_names);
    -- What the latest version says that says anything: mostly the current one.
    CREATE VIEW order_attributes AS
        SELECT o.order_id, v.name, v.value
        FROM order_values x
        JOIN order_attribute_values v ON v.id = x.value_id
        JOIN order_versions o ON o.order_id = x.order_id
        WHERE o.current = 1
        UNION ALL
        SELECT o.order_id, earlier.name, earlier.value
        FROM (
            SELECT e.invoice, v.name, v.value, max(e.upload_id)
            FROM order_values x
            JOIN order_attribute_values v ON v.id = x.value_id
            JOIN order_versions e ON e.order_id = x.order_id
            WHERE e.current = 0 AND e.upload_id IN (SELECT id FROM uploads)
            GROUP BY e.invoice, v.name
        ) AS earlier
        JOIN order_versions o ON o.invoice = earlier.invoice AND o.current = 1
        WHERE NOT EXISTS (
            SELECT 1 FROM order_values x JOIN order_attribute_values v ON v.id = x.value_id
            WHERE x.order_id = o.order_id AND v.name = earlier.name
        );
"""
"""What came in.

An order is kept once per upload that contains it, so that undoing an upload needs no memory of
what was there before: the version of the latest upload is the current one. What customers are
known for is kept likewise; what a version says of an order beside (a channel, a
campaign) is in ``order_values``, and holds for later versions that say nothing. A product is its
code, its wording and whether it is merchandise as
one upload has them, so that no upload changes another one's. Quantities may be weights.

The rolled-up columns mean that a question about orders never touches their lines; all that is
asked of a customer's orders is in one index, so that adding them up reads the index alone, in
order, and half a million orders take half a second.

``facts`` say how often the data has changed; ``leftovers`` whose rows are unseen, and which
number no upload has had; and
``forgotten_customers`` who is to stay forgotten, by a hash that means nothing outside this file.
"""

RECORDS = """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created_at TEXT NOT NULL,
        user TEXT NOT NULL,
        channel TEXT NOT NULL,
        command TEXT NOT NULL,
        data_version INTEGER NOT NULL,
        as_of TEXT NOT NULL,
        k INTEGER NOT NULL,
        metrics TEXT NOT NULL,
        groups TEXT NOT NULL,
        model TEXT NOT NULL,
        account TEXT NOT NULL
    );
    CREATE TABLE assignments (
        run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
        customer_id TEXT NOT NULL,
        cluster INTEGER NOT NULL,
        PRIMARY KEY (run_id, customer_id)
    ) WITHOUT ROWID;
    CREATE TABLE rfm_settings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        command TEXT,
        user TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE TABLE currencies (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT NOT NULL,
        user TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE TABLE threads (
        channel TEXT NOT NULL,
        ts TEXT NOT NULL,
        command TEXT NOT NULL,
        user TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (channel, ts)
    ) WITHOUT ROWID;
    CREATE TABLE mappings (
        signature TEXT PRIMARY KEY,
        reading TEXT NOT NULL,
        at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE pending_files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file_ids TEXT NOT NULL,
        filename TEXT NOT NULL,
        channel TEXT NOT NULL,
        user TEXT NOT NULL,
        thread_ts TEXT,
        ts TEXT,
        question TEXT NOT NULL,
        created_at TEXT NOT NULL
    );
    CREATE TABLE exports (
        file_id TEXT PRIMARY KEY,
        channel TEXT NOT NULL,
        user TEXT NOT NULL,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        recalled INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE export_customers (
        customer_id TEXT NOT NULL,
        file_id TEXT NOT NULL REFERENCES exports(file_id) ON DELETE CASCADE,
        PRIMARY KEY (customer_id, file_id)
    ) WITHOUT ROWID;
    CREATE INDEX export_file ON export_customers (file_id);
    CREATE TABLE digest_schedules (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        user TEXT NOT NULL,
        spec TEXT NOT NULL,
        created_at TEXT NOT NULL
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
"""What the bot itself remembers: segmentations, how segments are made and what currency amounts are
in (a row for each decision, so that an answer of last month can be understood), which command made
an answer, work under way, how a file with the same header was read, what waits for an answer,
which files it posted about whom, and digests."""

CAMPAIGNS = """
    CREATE TABLE campaigns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created_at TEXT NOT NULL,
        user TEXT NOT NULL,
        channel TEXT NOT NULL,
        thread TEXT,
        command TEXT NOT NULL,
        name TEXT NOT NULL,
        audience TEXT NOT NULL,
        target TEXT NOT NULL,
        share REAL NOT NULL,
        key BLOB NOT NULL,
        begins TEXT NOT NULL,
        until TEXT NOT NULL,
        ended_at TEXT,
        told TEXT CHECK (told IN ('claimed', 'sent'))
    );
    CREATE TABLE campaign_customers (
        campaign_id INTEGER NOT NULL REFERENCES campaigns(id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        customer_id TEXT,
        person INTEGER NOT NULL,
        stratum INTEGER NOT NULL,
        control INTEGER NOT NULL,
        PRIMARY KEY (campaign_id, place)
    ) WITHOUT ROWID;
    CREATE INDEX campaign_customer ON campaign_customers (customer_id);
"""
"""A campaign's groups stay as they were drawn: of a customer who is forgotten, the row stays
without the customer, so that groups are as large as they were."""

LINES = """
    DROP VIEW IF EXISTS lines;
    CREATE VIEW lines AS
        SELECT o.order_id, o.invoice, o.customer_id, o.country, o.ordered_at,
               l.product_id, p.product_code, p.description, p.merchandise,
               l.quantity, l.unit_price, l.amount_cents
        FROM order_versions o
        JOIN order_lines l ON l.order_id = o.order_id
        JOIN products p ON p.id = l.product_id
        WHERE o.current = 1
"""

ALERTS = """
    CREATE TABLE alerts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        user TEXT NOT NULL,
        condition TEXT NOT NULL,
        quiet TEXT NOT NULL,
        zone TEXT NOT NULL,
        created_at TEXT NOT NULL,
        looked_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('under', 'over', 'blind')),
        value REAL,
        measured_on TEXT,
        seen TEXT NOT NULL,
        acknowledged_by TEXT,
        acknowledged_at TEXT
    );
    CREATE TABLE alert_news (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        alert_id INTEGER NOT NULL REFERENCES alerts(id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('crossed', 'recovered', 'reminder', 'blind')),
        words TEXT NOT NULL,
        at TEXT NOT NULL,
        batch INTEGER,
        ts TEXT,
        sent_at TEXT,
        error TEXT
    );
    CREATE INDEX alert_news_of ON alert_news (alert_id);
"""
"""A number of an alert is never another's: a button in an old message says it."""

RESTING = """
    ALTER TABLE digest_schedules
        ADD COLUMN paused TEXT CHECK (paused IN ('person', 'refusal'));
    ALTER TABLE digest_schedules ADD COLUMN paused_by TEXT;
    ALTER TABLE digest_schedules ADD COLUMN renewed_at TEXT
"""
"""A schedule without a cause to pause runs; what was due before it was renewed isn't any more."""

DELIVERIES = """
    CREATE TABLE deliveries (
        schedule_id INTEGER NOT NULL REFERENCES digest_schedules(id) ON DELETE CASCADE,
        day TEXT NOT NULL,
        channel TEXT NOT NULL,
        slot TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('claimed', 'sent', 'failed')),
        claimed_at TEXT NOT NULL,
        ts TEXT,
        error TEXT,
        PRIMARY KEY (schedule_id, day, channel)
    ) WITHOUT ROWID;
    INSERT OR REPLACE INTO deliveries
        SELECT d.schedule_id, local_day(d.slot, d.schedule_id), s.channel, d.slot, d.status, d.slot,
               d.ts, d.error
        FROM digest_deliveries d JOIN digest_schedules s ON s.id = d.schedule_id ORDER BY d.slot;
    DROP TABLE digest_deliveries;
    ALTER TABLE deliveries RENAME TO digest_deliveries;
    ALTER TABLE alert_news ADD COLUMN claimed_at TEXT
"""

SEEN = """
    ALTER TABLE alerts ADD COLUMN data_version INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE alerts ADD COLUMN rules INTEGER;
    ALTER TABLE alerts ADD COLUMN today TEXT;
    ALTER TABLE alerts ADD COLUMN blind INTEGER NOT NULL DEFAULT 0;
    UPDATE alerts SET blind = 1, state = 'under' WHERE state = 'blind'
"""
"""Of an alert that couldn't be told before nobody knows where it stood."""
