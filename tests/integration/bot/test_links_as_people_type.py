"""Slack makes links of e-mail addresses and domains, in what people type and what bots say."""

import json
import re
from collections.abc import Callable

import pytest
from person import Person, words
from shops import shop

PICTURE = b"https://cdn.example/tea.png"
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


def test_what_data_holds_is_neither_linked_nor_shown(
    maya: Person, take_in: Callable[[str, bytes], None]
) -> None:
    take_in("shop.csv", shop().replace(b"TEA & CAKE", PICTURE).replace(b"France", b"shop.com"))
    for line in ("/explore products", "/explore countries", "/rfm overview country=shop.com"):
        maya.more(maya.command(line))
    # Where Slack refuses every block, the words alone are read.
    maya.misbehave("refuse_blocks", block_types=["section", "header"], times=None)
    maya.command("/explore products")
    maya.command("/data status country=shop.com", "general")

    said = json.dumps([each for each in maya.messages() if each["user"] != maya.id])
    assert PICTURE.decode() in said
    assert not re.search(r"<(https?|mailto|tel):|from_url", said)
