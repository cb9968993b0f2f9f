"""Campaigns in the store: what two that start at the same moment may not do."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.vocabulary.errors import SegbotError
from storage.records.campaigns import NewCampaign
from storage.records.claims import Claim
from storage.store import Store

LETTER = NewCampaign(
    user="U1",
    channel="C1",
    thread="1.1",
    command="/campaign start all",
    name="Letter",
    audience="All customers",
    target="csv",
    share=0.5,
    key=b"\x00key",
    begins=date(2026, 1, 6),
    until=date(2026, 2, 2),
)
OTHER = replace(LETTER, command="/campaign start lost")
DRAWN = pd.DataFrame(
    {"customer_id": ["A", "B"], "person": [0, 1], "stratum": [3, 4], "control": [True, False]}
)


def test_a_campaign_comes_back_as_it_was_started(store: Store) -> None:
    number = store.campaigns.start(LETTER, DRAWN)
    found = store.campaigns.get(number)

    assert found is not None
    for name in NewCampaign.__dataclass_fields__:
        assert getattr(found, name) == getattr(LETTER, name)
    assert (found.people, found.held_out, found.forgotten) == (2, 1, 0)
    pd.testing.assert_frame_equal(store.campaigns.customers(number), DRAWN)


def test_the_same_command_starts_one_campaign(store: Store) -> None:
    first = store.campaigns.start(LETTER, DRAWN)

    assert store.campaigns.start(LETTER, DRAWN.assign(control=[False, True])) == first
    assert store.campaigns.held_out(LETTER.begins) == {"A"}


def test_nobody_is_held_out_twice_by_campaigns_that_start_together(store: Store) -> None:
    store.campaigns.start(LETTER, DRAWN)

    with pytest.raises(SegbotError, match="has just started"):
        store.campaigns.start(OTHER, DRAWN)
    assert store.campaigns.start(OTHER, DRAWN[DRAWN["customer_id"] == "B"]) == 2
    assert store.campaigns.start(replace(OTHER, name="x", command="x"), DRAWN, overlap=True) == 3
    later = replace(OTHER, command="later", begins=date(2026, 2, 3), until=date(2026, 3, 1))
    assert store.campaigns.start(later, DRAWN) == 4


def test_a_campaigns_results_are_told_by_one(store: Store) -> None:
    number = store.campaigns.start(LETTER, DRAWN)
    claims = [store.campaigns.claim_telling(number) for _ in range(2)]
    store.campaigns.release_telling(number)
    claims += [store.campaigns.claim_telling(number) for _ in range(2)]
    store.campaigns.mark_told(number)
    store.campaigns.release_telling(number)
    claims.append(store.campaigns.claim_telling(number))

    taken = Claim.TAKEN
    assert claims == [Claim.NEW, taken, Claim.AGAIN, taken, taken]
