"""Every command, filter and setting that an answer offers is accepted when somebody takes it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from asking import Shop
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer

LINES = (
    "/data status",
    "/rfm overview",
    "/rfm segments",
    "/rfm top champions",
    "/rfm play at risk",
    "/rfm why 100",
    "/customer 100",
    "/explore overview segment=champions",
    "/rfm changes",
    "/segment run k=3",
    "/segment run k=2 features=birth_year",
    "/segment run k=3 features=trend",
    "/segment run k=2 features=recency,birth_year tier=gold",
    "/segment run algo=hdbscan",
    "/segment show",
    "/segment members 1 run=3",
    "/segment members 2 run=1",
    "/segment export",
    "/segment history",
    "/segment compare 1 2",
    "/segment changes run=1",
    "/digest now",
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Ninety customers, half of whom came once; of most a year of birth and a tier is known."""
    random = np.random.default_rng(3)
    orders = [
        (who, int(day), round(float(random.lognormal(3, 1)), 2))
        for who in range(100, 190)
        for day in random.integers(0, 600, 1 if who % 2 else int(random.integers(2, 12)))
    ]
    made = Shop(tmp_path)
    made.take_in(
        "shop.csv",
        as_csv(
            [
                (
                    5_000 + place,
                    f"A{place % 7}",
                    f"TEA {place % 7}",
                    1,
                    f"{date(2024, 1, 1) + timedelta(day)} {8 + place % 12:02}:00:00",
                    price,
                    who,
                    "United Kingdom" if who % 3 else "Spain",
                )
                for place, (who, day, price) in enumerate(orders)
            ]
        ),
    )
    known = [
        (who, "gold" if who % 4 == 0 else "silver", 1950 + who % 45) for who in range(100, 185)
    ]
    made.take_in("customers.csv", as_csv(known, ("Customer ID", "Tier", "Birth year")))
    return made


def texts(answer: Answer) -> Iterator[str]:
    for line in answer.reading:
        yield f"{line.lead} {line.text}"
    yield from answer.notes
    for table in answer.tables:
        yield from (str(cell) for row in table.rows for cell in row if isinstance(cell, str))


def offered(answer: Answer) -> Iterator[str]:
    """What somebody who reads an answer may type next."""
    yield from (step.command for step in (*answer.next_steps, *answer.pages))
    for each in answer.about:
        yield from (step.command for step in each.steps)
    for table in answer.tables:
        if "Rule" in [column.name for column in table.columns]:
            place = [column.name for column in table.columns].index("Rule")
            for row in table.rows:
                if any(sign in str(row[place]) for sign in "<>="):
                    yield f'/rfm overview where="{row[place]}"'
    for text in texts(answer):
        for quoted in re.findall(r"`([^`]+)`", text):
            if quoted.startswith("/"):
                yield quoted
            elif quoted.startswith("where="):
                yield f"/rfm overview {quoted}"
            elif re.fullmatch(r"(k|outliers|scale|features)=\S+", quoted):
                yield f"/segment run {quoted}"


def kind(offer: str) -> str:
    """Offers of one kind are taken once, since judging groups takes its time; filters are all."""
    if "where=" in offer:
        return offer
    settings = sorted(re.findall(r"(\w+)=", offer))
    return " ".join([*offer.split()[:2], *settings])


def test_whatever_an_answer_offers_is_accepted(shop: Shop) -> None:
    answers = {line: shop.ask(line, channel="C1") for line in LINES}
    offers = {kind(each): each for answer in answers.values() for each in offered(answer)}
    assert len(offers) > 30
    refused = {}
    for each in offers.values():
        try:
            shop.ask(each, channel="C1")
        except SegbotError as error:
            refused[each] = error.message
    assert refused == {}
