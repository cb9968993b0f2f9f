"""Slack makes links of e-mail addresses, telephone numbers and domains as people type."""

import re
from collections.abc import Callable

import pytest
from person import Person, words
from shops import shop

ANN = "c12020@shop.example"


@pytest.fixture
def ana(maya: Person, take_in: Callable[[str, bytes], None]) -> Person:
    """A person whose shop knows its customers by their e-mail addresses."""
    take_in("shop.csv", re.sub(rb",(12\d{3}),", rb",c\1@shop.example,", shop()))
    return maya


def test_a_customer_is_found_by_e_mail_address_wherever_one_asks(ana: Person) -> None:
    commanded = ana.command(f"/customer {ANN}", "dm")
    mentioned = ana.ask(f"@segbot customer {ANN}", "marketing")
    direct = ana.ask(f"customer {ANN}", "dm")
    answer = ana.command("/rfm top champions n=3", "marketing")
    replied = ana.ask(f"@segbot customer {ANN}", "marketing", answer["ts"])

    for each in (commanded, mentioned, direct, replied):
        assert ANN in words(each)
        assert "mailto" not in words(each)
        assert "Segment: Champions" in words(each)


def test_a_customer_known_by_e_mail_is_erased_by_mention(ana: Person) -> None:
    asked = ana.ask(f"@segbot data forget {ANN}", "marketing")

    assert "Erase this customer?" in words(asked)
    assert ANN in words(asked)
