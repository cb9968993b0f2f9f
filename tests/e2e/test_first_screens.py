"""Every command's answer as it is first seen: short on a desk, whole on a phone, in plain words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from person import PATIENCE, Person
from playwright.sync_api import Browser, Locator, Page
from running import PATIENT
from slack_sdk import WebClient

from analytics.vocabulary.errors import SegbotError
from bot.conversation.delivery import Delivery, Place
from bot.language.commands import COMMANDS
from bot.manifest import manifest
from bot.render.parts import first_part
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.sample import load_sample
from bot.workspace import Workspace, serve
from storage.store import Store

GALLERY = Path(__file__).parents[2] / "docs" / "gallery.md"
#: What a marketer needn't know; where it helps, it stands further down with its explanation.
TERMS = (
    "adjusted rand|bootstrap|calinski|centroid|chi-square|cluster|coefficient|confidence|correlat|"
    "cram[eé]r|davies|deviation|entropy|gini|hypothesis|inertia|interval|kurtosis|lorenz|median|"
    "mutual information|p-value|percentile|posterior|quantile|quartile|quintile|regression|"
    "significan|silhouette|skew|spearman|variance|z-score"
)
#: Pixels: a phone's width, a desk's, and the height of a screen there.
PHONE, DESK, SCREEN = 390, 1280, 900
#: Commands that change what the others are about, or send a file and show nothing.
NOT_SHOWN = {
    "/campaign files",
    "/data forget",
    "/data rejects",
    "/data sample",
    "/data undo",
    "/rfm export",
    "/rfm movers",
    "/rfm use",
    "/segment export",
    "/segment movers",
}
SCROLLS = """message => [...message.querySelectorAll(".table-scroll")]
    .some(table => table.scrollWidth > table.clientWidth)"""


def lines(customer: str) -> Iterator[str]:
    """Each verb's first example, of a customer who is in the shop, and what needs a campaign."""
    for command in COMMANDS.values():
        for request in command.requests:
            line = request.examples[0].replace("14911", customer)
            if not any(line.startswith(each) for each in NOT_SHOWN):
                yield line
    yield "/explore products"
    yield "/segment run features=behaviour"
    yield "/segment run k=3"


def answers(store: Store) -> Iterator[tuple[str, Answer]]:
    """What each says of the sample shop, where that has an answer."""
    services = Services()
    context = services.context(store, "U0", "C0")
    best = services.ask("/rfm top champions", context).tables[0].rows[0][0]
    for line in lines(str(best)):
        try:
            yield line, services.ask(line, context)
        except SegbotError:
            # There is no second segmentation, and no campaign is over.
            continue


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Answer]]:
    """Commands, and what each answers."""
    store = Store(Path(tmp_path_factory.mktemp("shop")) / "shop.db")
    load_sample(store)
    return list(answers(store))


@pytest.fixture(scope="module")
def posted(said: list[tuple[str, Answer]]) -> Iterator[tuple[str, list[str]]]:
    """The address of a workspace in whose #marketing every answer is, and their commands."""
    with serve(Workspace(manifest(), timing=PATIENT)) as served:
        maya = Person.at(served.url)
        place = Place(maya.channels["marketing"], maya.id)
        delivery = Delivery(WebClient("xoxb-local", base_url=served.api_url))
        asked = []
        for line, answer in said:
            maya.forgive()
            part = first_part(answer, answer.again or line, f"Asked by <@{maya.id}>: `{line}`")
            delivery.post_part(place, part, {"event_type": "look", "event_payload": {}})
            asked.append(line)
        yield f"{served.url}/?user=maya&channel=marketing", asked


def messages(page: Page, url: str, asked: list[str]) -> list[Locator]:
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#messages img')].every(each => each.complete)"
    )
    return page.get_by_test_id("messages").get_by_test_id("message").all()[-len(asked) :]


def test_no_term_of_statistics_is_in_a_first_sentence(said: list[tuple[str, Answer]]) -> None:
    found = {
        line: re.findall(TERMS, " ".join([answer.title, *words(answer)]).casefold())
        for line, answer in said
    }

    assert len(found) > 35
    assert {line: terms for line, terms in found.items() if terms} == {}


def words(answer: Answer) -> list[str]:
    return [f"{each.lead} {each.text}" for each in answer.reading[:2]]


def test_no_term_of_statistics_is_in_a_charts_title() -> None:
    """Of every chart there is: the gallery is what the commands draw."""
    titles = re.findall(r"\*\*Title\*\*: (.*)", GALLERY.read_text(encoding="utf-8"))

    assert len(titles) > 15
    assert [title for title in titles if re.search(TERMS, title.casefold())] == []


@pytest.mark.e2e
def test_no_answer_is_taller_than_a_screen_and_no_table_loses_a_column_on_a_phone(
    browser: Browser, posted: tuple[str, list[str]]
) -> None:
    url, asked = posted
    page = browser.new_page(viewport={"width": DESK, "height": SCREEN})
    heights = {
        line: message.evaluate("message => message.getBoundingClientRect().height")
        for line, message in zip(asked, messages(page, url, asked), strict=True)
    }
    page.set_viewport_size({"width": PHONE, "height": SCREEN})
    cut = [
        line
        for line, message in zip(asked, messages(page, url, asked), strict=True)
        if message.evaluate(SCROLLS)
    ]
    page.close()

    assert len(asked) > 30
    assert {line: height for line, height in heights.items() if height > SCREEN} == {}
    assert cut == []
