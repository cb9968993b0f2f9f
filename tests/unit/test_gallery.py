"""The gallery shows every chart, and its pictures are the ones that it describes."""

import re
from pathlib import Path

import pytest
from chart_looks import CHARTS
from PIL import Image

from analytics.charts.style import Chart
from bot.gallery import IMAGES, PAGE, Exhibit, gallery_page
from bot.services.answer import Picture

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")
REWRITE = "make generate brings it up to date"


def test_every_chart_hangs_once() -> None:
    hung = re.findall(r"^- \*\*Drawn by\*\*: `analytics/charts/(\w+)\.py`$", TEXT, re.MULTILINE)

    assert sorted(hung) == CHARTS, REWRITE


@pytest.mark.parametrize("chart", CHARTS)
def test_the_page_has_each_chart_with_its_picture_command_and_size(chart: str) -> None:
    (section,) = (each for each in TEXT.split("\n## ") if f"/{chart}.py`" in each)
    picture = DOCS / IMAGES / f"{chart}.png"

    assert f"]({IMAGES.as_posix()}/{chart}.png)" in section, REWRITE
    assert re.search(r"^- \*\*Command\*\*: `/\w+ \w+", section, re.MULTILINE), REWRITE
    assert f"**Size**: {-(-picture.stat().st_size // 1000)} KB" in section, REWRITE
    with Image.open(picture) as image:
        assert image.width == 1_200


def test_the_pictures_are_small_and_no_others_are_left() -> None:
    pictures = list((DOCS / IMAGES).iterdir())

    assert {each.name for each in pictures} == {f"{chart}.png" for chart in CHARTS}
    assert all(each.stat().st_size < 300_000 for each in pictures)
    assert sum(each.stat().st_size for each in pictures) < 2_000_000


def test_a_title_with_brackets_does_not_end_the_picture_early() -> None:
    bars = Picture("segment_bars.png", lambda: Chart(b"png", "VIP [gold]: 1%", "Bars."))
    page = gallery_page([Exhibit("segment_bars", "/rfm overview", bars)])

    assert "![VIP (gold): 1%](images/gallery/segment_bars.png)" in page
