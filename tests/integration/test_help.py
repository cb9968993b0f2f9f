"""Help: about what was asked, with one example that changes nothing on a click."""

from pathlib import Path

import pytest
from asking import Shop

from bot.language.commands import COMMANDS
from bot.language.declaration import Request, called
from bot.language.parser import parse

REQUESTS = [each for command in COMMANDS.values() for each in command.requests]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("help"))


@pytest.mark.parametrize("line", [f"/{name}" for name in COMMANDS])
def test_help_for_a_command_has_one_example(shop: Shop, line: str) -> None:
    (step,) = shop.ask(f"{line} help").next_steps

    assert step.form or not parse(step.command).acts
    assert step.command.startswith(line)


@pytest.mark.parametrize("request_", [each for each in REQUESTS if each.verb], ids=called)
def test_help_for_a_verb_is_about_that_verb(shop: Shop, request_: type[Request]) -> None:
    answer = shop.ask(f"{called(request_)} help")
    (step,) = answer.next_steps

    assert answer.title == called(request_)
    assert answer.reading[0].text == request_.summary
    assert step.form or not parse(step.command).acts
    assert type(parse(step.command)) is request_


@pytest.mark.parametrize("line", ["/help", "/rfm help", "/rfm top help"])
def test_help_is_called_what_one_writes(line: str) -> None:
    assert parse(line).text() == line


def test_help_offers_nobody_who_may_not_be_in_the_shop(tmp_path: Path) -> None:
    (step,) = Shop(tmp_path).ask("/rfm why help").next_steps

    assert step.form


def test_help_about_data_says_first_how_to_bring_ones_own(shop: Shop) -> None:
    channel, terminal = shop.ask("/data help", channel="C1"), shop.ask("/data help")

    how, example = channel.reading
    assert "post a file of orders (CSV, Excel" in how.text
    assert "a customer, a date and an amount" in how.text
    assert "/data sample" in example.text
    assert terminal.reading[0].text.startswith("segbot import orders.csv")
