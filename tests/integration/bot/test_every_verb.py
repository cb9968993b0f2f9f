"""Every verb through Slack: typed as a command, answered in the channel or to the person alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from person import Person
from running import workspace_with_bot
from shops import shop

from bot.language.commands import COMMANDS
from bot.language.parser import parse

#: What is typed, one after the other in one workspace, and the beginning of what then comes.
TYPED = {
    "/data status": "What is stored",
    "/data uploads": "1 upload",
    "/data quality": "What became of shop.csv",
    "/data rejects": "No row of shop.csv was rejected",
    "/data currency": "Amounts are in British pounds",
    "/rfm overview": "RFM overview of 40 customers",
    "/rfm today": "Whom to write to: the week from 20 Dec 2011 to 26 Dec 2011",
    "/rfm segments": "RFM segments of 40 customers",
    "/rfm top champions": "Top Champions",
    "/rfm play champions": "The play for Champions",
    "/rfm why 12007": "Why customer 12007 is in About to sleep",
    "/rfm changes from=30d": "What changed from 27 Nov 2011 to 27 Dec 2011",
    "/rfm movers from=30d": "I sent you `rfm_movers_2011-11-27_2011-12-27.csv`",
    "/rfm preview pack=grid10": "10 customers of 40 would change segment",
    "/rfm use pack=grid10": "Segments are made this way from now on",
    "/rfm settings reset=yes": "Segments are made as Segbot comes again",
    "/rfm lint": "5 rule packs: no fault",
    "/rfm export champions": "I sent you `rfm_champions_2011-12-27.csv` with 6 customers",
    "/segment run k=3": "40 customers in 3 groups",
    "/segment run k=2": "40 customers in 2 groups",
    "/segment show": "40 customers in 2 groups",
    "/segment evaluate": "2 groups of 40 customers",
    "/segment members 1": "Group 1 ",
    "/segment rename 1 The regulars": "Group 1 is now called The regulars",
    "/segment history": "2 segmentations so far",
    "/segment export 1": "I sent you `run_2_group_1.csv` with 27 customers",
    "/segment compare 1 2": "Run 1 against run 2",
    "/segment changes run=1": "What changed from 28 Sep 2011 to 27 Dec 2011",
    "/segment movers run=1": "I sent you `run_1_movers_2011-09-28_2011-12-27.csv`",
    "/explore overview": "Overview, 5 Jan 2011 to 26 Dec 2011",
    "/explore revenue": "Revenue by month",
    "/explore products": "Top products, 5 Jan 2011 to 26 Dec 2011",
    "/explore countries": "Countries, 5 Jan 2011 to 26 Dec 2011",
    "/explore cohorts": "Cohorts by month, 5 Jan 2011 to 26 Dec 2011",
    "/explore gaps": "Time between orders, 5 Jan 2011 to 26 Dec 2011",
    "/explore distributions": "Distributions, 5 Jan 2011 to 26 Dec 2011",
    "/explore relationships": "Relationships, 5 Jan 2011 to 26 Dec 2011",
    "/explore baskets": "Bought together, 5 Jan 2011 to 26 Dec 2011",
    "/explore attributes": "What is known of customers, 5 Jan 2011 to 26 Dec 2011",
    "/customer 12007": "Customer 12007",
    "/recommend champions": "What to recommend to Champions",
    "/campaign start all sure=yes": "Campaign 1: All customers, 27 Dec 2011",
    "/campaign list": "Campaigns",
    "/campaign results 1": "Campaign 1: too early",
    "/campaign files 1": "I sent you `campaign_1_audience.csv` with 20 customers",
    "/campaign end 1 sure=yes": "Campaign 1 ",
    "/digest now": "Customer digest, as of 27 Dec 2011",
    "/digest test": "Test: Customer digest, as of 27 Dec 2011",
    "/digest schedule weekly monday 09:00": "Digest 1 is scheduled",
    "/digest list": "Scheduled digests",
    "/digest edit 1 tue 10:00": "Digest 1 is changed",
    "/digest pause 1": "Digest 1 is paused",
    "/digest resume 1": "Digest 1 comes again",
    "/digest remove 1": "Digest 1 is stopped",
    "/digest alerts add customers > 10": "Alert 1: customers above 10",
    "/digest alerts list": "1 alert",
    "/digest alerts acknowledge 1": "maya acknowledged alert 1",
    "/digest alerts remove 1": "Alert 1 is stopped",
    "/data reread duplicates=drop": "shop.csv is read again",
    "/data forget 12007 sure=yes": "The customer is erased",
    "/data undo sure=yes": "shop.csv is taken back",
    "/data sample": "sample_shop.csv is in",
}


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody in a workspace with a small shop."""
    with workspace_with_bot(tmp_path_factory.mktemp("data")) as (maya, _):
        maya.upload("shop.csv", shop())
        yield maya


def test_every_verb_is_typed() -> None:
    declared = {request for command in COMMANDS.values() for request in command.requests}

    assert {type(parse(line)) for line in TYPED} == declared


def test_each_is_answered(person: Person) -> None:
    """In the order above: what one does the next one finds."""
    for line, begins in TYPED.items():
        person.forgive()
        before = person.seen()
        person.type(line)

        def comes(message: dict[str, Any], before: set[str] = before, begins: str = begins) -> bool:
            return message["ts"] not in before and message["text"].startswith(begins)

        answer = person.wait_for("marketing", comes)
        assert "went wrong" not in answer["text"], line
