"""docs/gallery.md: every chart, as the made-up shop's answers show it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.language.parser import parse
from bot.services.answer import Picture
from bot.services.context import Context
from bot.services.data.sample import load_sample
from bot.services.dispatch import Services
from storage.store import Store

PAGE = "gallery.md"
IMAGES = Path("images") / "gallery"


@dataclass(frozen=True)
class Exhibit:
    """A chart that hangs in the gallery.

    Attributes
    ----------
    name : str
        What people call it.
    chart : str
        Its module in analytics/charts.
    command : str
        What one asks to see it; may rest on the answers to the exhibits before.
    picture : str
        Its file name in that answer.
    """

    name: str
    chart: str
    command: str
    picture: str


EXHIBITS = (
    Exhibit("Revenue against headcount", "segment_bars", "/rfm overview", "rfm_revenue.png"),
    Exhibit("Segment map", "rfm_map", "/rfm overview", "rfm_map.png"),
    Exhibit("Where the scores part", "rfm_distributions", "/rfm overview", "rfm_scores.png"),
    Exhibit("Where customers went", "segment_flow", "/rfm changes", "flow.png"),
    Exhibit("Every way between segments", "segment_matrix", "/rfm changes", "matrix.png"),
    Exhibit("Groups compared", "cluster_profile", "/segment run", "groups.png"),
    Exhibit("Customers in their groups", "cluster_scatter", "/segment run", "customers.png"),
    Exhibit("How many groups", "k_choice", "/segment run", "choice_of_k.png"),
    Exhibit("The evidence", "evidence_sheet", "/segment evaluate", "evidence.png"),
    Exhibit("Firm and borderline", "silhouette_plot", "/segment evaluate", "silhouettes.png"),
    Exhibit("What became of a file's rows", "row_account", "/data quality", "rows.png"),
)

_HEAD = """# Gallery

Every chart that Segbot draws, here of the made-up shop that `/data sample` loads. The title of a
chart says what it found; the line at its foot says from what. A segment, and a group of customers,
has the same colour on every chart and in every week; the colours stay apart for colour-blind
readers. The same data and the same command make the same picture, byte for byte.

This page is written by `make gallery`.
"""


def write_gallery(folder: Path, store: Store, services: Services) -> None:
    """Load the made-up shop into an empty store, ask for every exhibit, and hang it.

    Parameters
    ----------
    folder : Path
        Where the page goes; pictures go to images/gallery in it.
    """
    load_sample(store)
    hung = dict(_hung(services, services.context(store)))
    images = folder / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    for old in images.glob("*.png"):
        old.unlink()
    for exhibit, picture in hung.items():
        (images / f"{exhibit.chart}.png").write_bytes(picture.png)
    (folder / PAGE).write_text(gallery_page(hung), encoding="utf-8")


def gallery_page(hung: Mapping[Exhibit, Picture]) -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_sections(hung.items())])


def _hung(services: Services, context: Context) -> Iterator[tuple[Exhibit, Picture]]:
    answers: dict[str, Mapping[str, Picture]] = {}
    for exhibit in EXHIBITS:
        if exhibit.command not in answers:
            answer = services.answer(parse(exhibit.command), context)
            answers[exhibit.command] = {picture.name: picture for picture in answer.pictures}
        yield exhibit, answers[exhibit.command][exhibit.picture]


def _sections(hung: Iterable[tuple[Exhibit, Picture]]) -> Iterator[str]:
    for exhibit, picture in hung:
        yield f"## {exhibit.name}\n"
        yield f"![{_in_brackets(picture.title)}]({(IMAGES / exhibit.chart).as_posix()}.png)\n"
        yield f"- **Title**: {picture.title}"
        yield f"- **Command**: `{exhibit.command}`"
        yield f"- **Drawn by**: `analytics/charts/{exhibit.chart}.py`"
        yield f"- **Size**: {-(-len(picture.png) // 1000)} KB"
        yield f"- **In words**: {picture.alt}\n"


def _in_brackets(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
