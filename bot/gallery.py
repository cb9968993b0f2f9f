"""docs/gallery.md: every chart, as the made-up shop's answers show it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from analytics.campaign.draw import draw
from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS
from bot.language.commands.population import Population
from bot.services.answer import Picture
from bot.services.context import Context
from bot.services.dispatch import Services
from bot.services.selection.selection import select_on, whole_shop
from storage.records.campaigns import NewCampaign
from storage.store import Store

PAGE = "gallery.md"
IMAGES = Path("images") / "gallery"
_HELD_OUT = 0.5


@dataclass(frozen=True)
class Exhibit:
    """A chart that hangs in the gallery.

    Attributes
    ----------
    chart : str
        Its module in analytics/charts.
    command : str
        What one asks to see it.
    picture : Picture
        As that answer shows it.
    """

    chart: str
    command: str
    picture: Picture


_HEAD = """# Gallery

Every chart that Segbot draws, here of the made-up shop that `/data sample` loads. The title of a
chart says what it found; the line at its foot says from what. A segment, and a group of customers,
has the same colour on every chart and in every week; the colours stay apart for colour-blind
readers. The same data and the same command make the same picture, byte for byte.

This page is written by `make generate`.
"""


def write_gallery(folder: Path, store: Store, services: Services) -> None:
    """Ask every command's first example of the made-up shop, and hang each chart that comes back.

    Parameters
    ----------
    folder : Path
        Where the page goes; pictures go to images/gallery in it.
    store : Store
        An empty one.
    services : Services
    """
    exhibits = tuple(_exhibits(store, services))
    images = folder / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    for old in images.glob("*.png"):
        old.unlink()
    for each in exhibits:
        (images / each.picture.name).write_bytes(each.picture.chart.png)
    (folder / PAGE).write_text(gallery_page(exhibits), encoding="utf-8")


def gallery_page(exhibits: Iterable[Exhibit]) -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(line for each in exhibits for line in _section(each))])


def _exhibits(store: Store, services: Services) -> Iterator[Exhibit]:
    """Each chart once, from the first command that shows it."""
    context, hung = services.context(store), set[str]()
    services.ask("/data sample", context)
    _start_campaign(context)
    for command in COMMANDS.values():
        for request in command.requests:
            if request.private:
                continue
            # Some examples are of things that the sample shop hasn't got, such as a second run.
            with suppress(SegbotError):
                for picture in services.ask(request.examples[0], context).pictures:
                    if picture.name not in hung:
                        hung.add(picture.name)
                        yield Exhibit(Path(picture.name).stem, request.examples[0], picture)


def _start_campaign(context: Context) -> None:
    """Start one of everybody as if it were four weeks ago, so that there are results to show; by a
    key that is always the same, so that they are."""
    with context.until_answered:
        shop = whole_shop(context)
        begins, until = shop.as_of - timedelta(days=28), shop.as_of - timedelta(days=1)
        customers = select_on(context, Population(), begins).features
    drawn = draw(customers.assign(contact=None), _HELD_OUT, b"gallery")
    new = NewCampaign(
        user="",
        channel="",
        thread=None,
        command="/campaign start all control=50%",
        name="June letter",
        audience="All customers",
        target="csv",
        share=_HELD_OUT,
        key=b"gallery",
        begins=begins,
        until=until,
    )
    context.store.campaigns.start(new, drawn)


def _section(exhibit: Exhibit) -> Iterator[str]:
    picture, chart = exhibit.picture, exhibit.picture.chart
    yield f"## {_name(exhibit.chart)}\n"
    yield f"![{_in_brackets(chart.title)}]({(IMAGES / picture.name).as_posix()})\n"
    yield f"- **Title**: {chart.title}"
    yield f"- **Command**: `{exhibit.command}`"
    yield f"- **Drawn by**: `analytics/charts/{exhibit.chart}.py`"
    yield f"- **Size**: {-(-len(chart.png) // 1000)} KB"
    yield f"- **In words**: {chart.alt}\n"


def _name(chart: str) -> str:
    """What its module says that it shows, in the words before the colon."""
    said = import_module(f"analytics.charts.{chart}").__doc__ or ""
    return said.splitlines()[0].split(":")[0].removesuffix(".")


def _in_brackets(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
