"""What taking files in needs beyond the first tables; ``schema`` runs each part once, in order."""

WEIGHED_GOODS = """
    DROP VIEW orders;
    DROP VIEW lines;
    DROP VIEW customers;
    CREATE TABLE new_products (
        id INTEGER PRIMARY KEY,
        product_code TEXT NOT NULL,
        description TEXT NOT NULL,
        merchandise INTEGER NOT NULL,
        UNIQUE (product_code, description, merchandise)
    );
    INSERT INTO new_products SELECT id, product_code, description, merchandise FROM products;
    DROP TABLE products;
    ALTER TABLE new_products RENAME TO products;
    CREATE TABLE new_versions (
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
        UNIQUE (upload_id, invoice)
    );
    INSERT INTO new_versions SELECT order_id, upload_id, current, invoice, customer_id, country,
        ordered_at, purchase_lines, return_lines, units, purchase_cents, returned_cents, digest
        FROM order_versions;
    DROP TABLE order_versions;
    ALTER TABLE new_versions RENAME TO order_versions;
    CREATE UNIQUE INDEX current_invoice ON order_versions (invoice) WHERE current = 1;
    CREATE INDEX current_customer ON order_versions (customer_id, ordered_at)
        WHERE current = 1;
    CREATE TABLE new_lines (
        order_id INTEGER NOT NULL REFERENCES order_versions(order_id) ON DELETE CASCADE,
        line INTEGER NOT NULL,
        product_id INTEGER NOT NULL REFERENCES products(id),
        quantity REAL NOT NULL,
        unit_price REAL NOT NULL,
        amount_cents INTEGER NOT NULL,
        PRIMARY KEY (order_id, line)
    ) WITHOUT ROWID;
    INSERT INTO new_lines SELECT order_id, line, product_id, quantity, unit_price, amount_cents
        FROM order_lines;
    DROP TABLE order_lines;
    ALTER TABLE new_lines RENAME TO order_lines;
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
    CREATE VIEW customers AS
        SELECT customer_id, country FROM (
            SELECT customer_id, country, max(ordered_at) FROM order_versions
            WHERE current = 1 AND customer_id IS NOT NULL GROUP BY customer_id
        );
"""
"""Quantities may be weights, so they are no longer whole. A product is its code, its wording and
whether it is merchandise as one upload has them, so that no upload changes another one's."""

CHANGES = """
    CREATE TABLE leftovers (upload_id INTEGER PRIMARY KEY);
    CREATE TABLE facts (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    INSERT INTO facts (name, value) SELECT 'data_version', coalesce(max(id), 0) FROM uploads;
    INSERT INTO facts (name, value) VALUES ('salt', randomblob(32));
    CREATE TABLE forgotten_customers (hash BLOB PRIMARY KEY) WITHOUT ROWID;
    ALTER TABLE uploads ADD COLUMN kind TEXT NOT NULL DEFAULT 'lines';
    ALTER TABLE uploads ADD COLUMN customers_new INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE uploads ADD COLUMN customers_changed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE uploads ADD COLUMN customers_same INTEGER NOT NULL DEFAULT 0;
"""
"""How often the data has changed, whose rows are unseen (see ``leftovers``), and who is to stay
forgotten: by a hash that means nothing outside this file."""

ATTRIBUTES = """
    CREATE TABLE attribute_labels (
        upload_id INTEGER NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        label TEXT NOT NULL,
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
    CREATE VIEW attributes AS
        SELECT customer_id, name, value FROM attribute_values WHERE current = 1;
"""
"""What a team knows of its customers beside their orders; like orders, once per upload."""

INTAKE_RECORDS = """
    CREATE TABLE mappings (
        signature TEXT PRIMARY KEY,
        reading TEXT NOT NULL,
        at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE pending_files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file_id TEXT NOT NULL,
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
"""
"""What the bot notes between two messages: how a file with the same header was read, what waits
for an answer, and which files it posted about whom."""
