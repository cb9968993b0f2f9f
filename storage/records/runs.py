"""Segmentations that were made, so that they can be shown again and compared."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from storage.connection import Connections, utc_now
from storage.forgotten import ForgottenCustomers

_JSON = ("metrics", "groups", "model", "account")


@dataclass(frozen=True)
class NewRun:
    """A segmentation as it comes from the method.

    Attributes
    ----------
    command : str
        What was asked for, as a person would write it, but for the number of clusters.
    data_version : int
        Of the store when the customers were read.
    groups : sequence of mappings
        One per cluster, in the order of cluster numbers 1 to k: what each is like, its name and
        colour among it.
    model : mapping
        What it takes to place other customers.
    account : mapping
        What was found out when it was made: why this k, the rules that describe the clusters,
        reasons for care.
    """

    user: str
    channel: str
    command: str
    data_version: int
    as_of: date
    k: int
    metrics: Mapping[str, float]
    groups: Sequence[Mapping[str, Any]]
    model: Mapping[str, Any]
    account: Mapping[str, Any]


@dataclass(frozen=True)
class Run(NewRun):
    """A segmentation in the store; `created_at` is ISO text in UTC."""

    id: int
    created_at: str


class Runs:
    """Keeps segmentations."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def save(self, new: NewRun, assignments: "pd.Series[int]") -> int:
        """Keep a run and who belongs where; give its id. Who was forgotten meanwhile is left out.

        Parameters
        ----------
        assignments : Series of int, indexed by customer_id
            Each customer's cluster number.
        """
        with self._connections.writing() as db:
            assignments = ForgottenCustomers(db).members_left(assignments)
            run_id = db.execute(
                "INSERT INTO runs (created_at, user, channel, command, data_version, as_of, k,"
                " metrics, groups, model, account) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    utc_now(),
                    new.user,
                    new.channel,
                    new.command,
                    new.data_version,
                    new.as_of.isoformat(),
                    new.k,
                    json.dumps(dict(new.metrics)),
                    _groups_text(new.groups),
                    json.dumps(dict(new.model)),
                    json.dumps(dict(new.account), ensure_ascii=False),
                ],
            ).lastrowid
            db.conn.executemany(
                "INSERT INTO assignments (run_id, customer_id, cluster) VALUES (?, ?, ?)",
                (
                    (run_id, customer_id, cluster)
                    for customer_id, cluster in zip(
                        assignments.index.tolist(), assignments.tolist(), strict=True
                    )
                ),
            )
        return int(run_id or 0)

    def latest(self) -> Run | None:
        """The run that was made last."""
        return self._one("ORDER BY id DESC LIMIT 1")

    def latest_like(self, command: str, k: int) -> Run | None:
        """The run that was made last of those asked for in this way, into ``k`` clusters if any."""
        return self._one("WHERE command = ? ORDER BY k = ? DESC, id DESC LIMIT 1", command, k)

    def get(self, run_id: int) -> Run | None:
        """The run with this id."""
        return self._one("WHERE id = ?", run_id)

    def history(self, most: int) -> list[Run]:
        """The latest runs, the last one first."""
        with self._connections.reading() as db:
            return [
                _run(row) for row in db.query("SELECT * FROM runs ORDER BY id DESC LIMIT ?", [most])
            ]

    def count(self) -> int:
        """How many runs there are."""
        with self._connections.reading() as db:
            return int(db.execute("SELECT count(*) FROM runs").fetchone()[0])

    def change_groups(self, run_id: int, groups: Sequence[Mapping[str, Any]]) -> None:
        """Say anew what each cluster of a run is like, as when one is renamed."""
        with self._connections.writing() as db:
            db.execute("UPDATE runs SET groups = ? WHERE id = ?", [_groups_text(groups), run_id])

    def assignments(self, run_id: int) -> "pd.Series[int]":
        """Each customer's cluster number in a run, indexed by customer_id, in its order."""
        with closing(self._connections.open()) as connection:
            frame = pd.read_sql_query(
                "SELECT customer_id, cluster FROM assignments WHERE run_id = ?"
                " ORDER BY customer_id",
                connection,
                params=(run_id,),
                index_col="customer_id",
                dtype={"cluster": "int64"},
            )
        return frame["cluster"]

    def _one(self, clause: str, *values: int | str) -> Run | None:
        with self._connections.reading() as db:
            for row in db.query(f"SELECT * FROM runs {clause}", values):
                return _run(row)
        return None


def _groups_text(groups: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps([dict(group) for group in groups], ensure_ascii=False)


def _run(row: dict[str, Any]) -> Run:
    decoded = {name: json.loads(row[name]) for name in _JSON}
    return Run(**{**row, **decoded, "as_of": date.fromisoformat(row["as_of"])})
