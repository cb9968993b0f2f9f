"""A person who is forgotten is nowhere any more, and no total changes."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pandas as pd
from uploads import Sold, Told, content, is_sound, leave_out, upload

from storage.records.campaigns import NewCampaign
from storage.records.digests import SegmentSize
from storage.records.pending import NewPendingFile
from storage.records.requests import NewRequest
from storage.records.runs import NewRun
from storage.store import Store

ANN = "ANN-77501"
NEW_RUN = NewRun(
    user="U1",
    channel="C1",
    command="/segment run",
    data_version=3,
    as_of=date(2011, 12, 10),
    k=2,
    metrics={"silhouette": 0.3},
    groups=[{"name": "Best customers"}, {"name": "Others"}],
    model={},
    account={},
)
NEW_CAMPAIGN = NewCampaign(
    user="U1",
    channel="C1",
    thread="1.1",
    command="/campaign start all",
    name="Letter",
    audience="All customers",
    target="csv",
    share=0.5,
    key=b"key",
    begins=date(2026, 1, 6),
    until=date(2026, 2, 2),
)
ROWS: list[Sold | Told] = [
    Sold("1", 500, ANN),
    Sold("1", 300, ANN, "LAMP"),
    Sold("2", 700, "BOB"),
    Sold("3", -100, ANN, quantity=-1),
    Told(ANN, "tier", "gold"),
    Told("BOB", "tier", "gold"),
]


def orders(store: Store) -> pd.DataFrame:
    with store.tables() as tables:
        found: pd.DataFrame = tables.orders.to_pandas()
    return found.set_index("invoice").sort_index()


def bytes_of(store: Store) -> bytes:
    """All that lies on the disk of a store."""
    return b"".join(
        path.read_bytes() for path in sorted(store.path.parent.glob(f"{store.path.name}*"))
    )


def full(store: Store) -> None:
    """A store that has Ann in every place there is."""
    upload(store, ROWS)
    upload(store, [Sold("1", 650, ANN), Sold("4", 50, "BOB")])
    leave_out(store, {"Customer": f" {ANN.lower()} ", "Price": "free"}, f"a,{ANN}".encode())
    leave_out(store, {"Customer": "BOB", "Note": f"was {ANN} before"}, b"note")
    leave_out(store, {"Customer": "BOB", "Price": "?"}, b"bob alone")
    clusters = pd.Series([1, 2], index=[ANN, "BOB"])
    store.runs.save(NEW_RUN, clusters)
    members = pd.Series(["champions", "lost"], index=[ANN, "BOB"])
    store.digests.snapshots.save("C1", date(2026, 1, 6), {"lost": SegmentSize(1, 5)}, members)
    drawn = pd.DataFrame(
        {"customer_id": [ANN, "BOB"], "person": [0, 1], "stratum": 0, "control": [True, False]}
    )
    store.campaigns.start(replace(NEW_CAMPAIGN, name=f"Letter to {ANN}"), drawn)
    store.threads.remember("C1", "1.1", f"/customer {ANN.lower()}", "U1")
    store.threads.remember("C1", "2.2", "/customer BOB", "U1")
    for answered in (True, False):
        asked = NewRequest(None, "question", f"/customer {ANN}", "{}", "C1", "U1", None)
        request_id = store.requests.accept(asked)
        assert request_id
        store.requests.begin(request_id, f"/customer {ANN.lower()}")
        if answered:
            store.requests.finish(request_id)
    store.pending.put(
        NewPendingFile("F9", "x.csv", "C1", "U1", None, None, json.dumps({"sample": [ANN]}))
    )
    store.exports.note("F1", "C1", "U1", "champions.csv", [ANN, "BOB"])
    store.exports.note("F2", "C1", "U1", "lost.csv", ["BOB"])


def test_nothing_of_a_forgotten_person_is_left_on_the_disk(store: Store) -> None:
    full(store)
    assert ANN.encode() in bytes_of(store)
    store.forget(ANN)
    found = bytes_of(store).lower()
    assert ANN.lower().encode() not in found
    assert b"BOB" in bytes_of(store)
    assert is_sound(store)


def test_not_even_in_free_pages_or_in_the_log_that_others_hold_open(store: Store) -> None:
    upload(store, ROWS)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute(f"INSERT INTO threads VALUES ('C1', '1.1', '{ANN}', 'U1', '')")
        careless.execute("DELETE FROM threads")
        store.forget(ANN)
        assert ANN.encode() not in bytes_of(store)


def test_totals_stay_to_the_penny(store: Store) -> None:
    full(store)
    before = orders(store)
    store.forget(ANN)
    after = orders(store)
    pd.testing.assert_frame_equal(
        after.drop(columns="customer_id"), before.drop(columns="customer_id")
    )
    assert after["customer_id"].dropna().to_dict() == {"2": "BOB", "4": "BOB"}


def test_says_what_is_erased_before_and_after(store: Store) -> None:
    full(store)
    effect = store.forget_effect(ANN)
    assert ANN.encode() in bytes_of(store)
    assert (effect.orders, effect.attributes, effect.runs, effect.digests) == (2, 1, 1, 1)
    assert effect.campaigns == 1
    assert (effect.left_out_rows, effect.conversations, effect.uploads) == (2, 2, 4)
    assert [export.file_id for export in effect.exports] == ["F1"]
    assert store.forget(ANN) == effect
    again = store.forget_effect(ANN)
    assert again.exports == ()
    assert {value for name, value in vars(again).items() if name != "exports"} == {0}


def test_a_campaigns_groups_stay_as_large_as_they_were_drawn(store: Store) -> None:
    full(store)
    store.forget(ANN)
    (campaign,) = store.campaigns.all()
    assert (campaign.people, campaign.held_out, campaign.forgotten) == (2, 1, 1)
    assert store.campaigns.customers(1)["customer_id"].dropna().tolist() == ["BOB"]
    assert store.campaigns.held_out(date(2026, 1, 10)) == set()


def test_who_was_forgotten_is_drawn_into_no_later_campaign(store: Store) -> None:
    full(store)
    store.forget(ANN)
    drawn = pd.DataFrame({"customer_id": [ANN, "BOB"], "person": [0, 1], "stratum": 0})
    other = replace(NEW_CAMPAIGN, command="/campaign start lost")
    store.campaigns.start(other, drawn.assign(control=True))
    assert store.campaigns.customers(2)["customer_id"].tolist() == ["BOB"]
    assert ANN.encode() not in bytes_of(store)


def test_what_names_others_stays(store: Store) -> None:
    full(store)
    store.forget(ANN)
    assert store.threads.find("C1", "2.2") is not None
    assert store.runs.assignments(1).to_dict() == {"BOB": 2}
    assert store.digests.snapshots.members(1).to_dict() == {"BOB": "lost"}
    assert [store.exports.of_customer("BOB")[n].file_id for n in (0, 1)] == ["F1", "F2"]
    ids = [each.id for each in reversed(store.uploads.all())]
    assert [bool(list(store.uploads.content(each))) for each in ids] == [
        *([False] * 4),
        True,
    ]
    rows = [next(store.uploads.left_out(each)) for each in ids[2:]]
    assert [(row.line, row.reason, dict(row.cells)) for row in rows] == [
        (2, "bad_date", {}),
        (2, "bad_date", {}),
        (2, "bad_date", {"Customer": "BOB", "Price": "?"}),
    ]


def test_posted_files_wait_until_they_are_deleted(store: Store) -> None:
    full(store)
    (export,) = store.forget(ANN).exports
    assert store.exports.recalled() == [export]
    store.exports.finish(export.file_id)
    assert store.exports.recalled() == []


def test_undoing_an_upload_brings_nobody_back(store: Store) -> None:
    full(store)
    store.forget(ANN)
    for upload_id in (2, 1):
        store.undo(upload_id)
        assert ANN.encode() not in bytes_of(store)


def test_a_later_file_brings_nobody_back_and_its_orders_are_the_same(store: Store) -> None:
    """The file that made Ann known comes again, with one order more."""
    upload(store, ROWS)
    store.forget(ANN)
    again = upload(store, [*ROWS, Sold("9", 100, ANN)])
    assert (again.orders_new, again.orders_changed, again.orders_same) == (1, 0, 3)
    assert set(orders(store)["customer_id"].dropna()) == {"BOB"}
    assert {row[0] for row in content(store)["attributes"]} == {"BOB"}
    assert list(store.uploads.content(again.id)) == []
    assert ANN.encode() not in bytes_of(store)


def test_a_later_rejected_row_brings_nobody_back(store: Store) -> None:
    store.forget(ANN)
    again = leave_out(store, {"Customer": f"{ANN} ", "Price": "free"}, f"{ANN}".encode())
    assert [dict(row.cells) for row in store.uploads.left_out(again.id)] == [{}]
    assert list(store.uploads.content(again.id)) == []
    assert ANN.encode() not in bytes_of(store)


def test_a_file_without_forgotten_people_keeps_its_bytes(store: Store) -> None:
    store.forget(ANN)
    other = upload(store, [Sold("5", 100, "BOB")])
    assert list(store.uploads.content(other.id))


def test_a_short_id_is_not_looked_for_inside_other_cells(store: Store) -> None:
    """Customer 5 is in no row whose price is 12.5."""
    leave_out(store, {"Customer": "BOB", "Price": "12.5 or 5"}, b"a")
    leave_out(store, {"Customer": "5.0", "Price": "?"}, b"b")
    assert store.forget_effect("5").left_out_rows == 1


def test_forgetting_gives_the_data_another_version(store: Store) -> None:
    upload(store, ROWS)
    before = store.data_version()
    store.forget(ANN)
    assert store.data_version() > before
