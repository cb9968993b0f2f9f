"""The gallery shows every chart, and its pictures are the ones that it describes."""

from pathlib import Path

import pytest
from chart_looks import CHARTS
from PIL import Image

from bot.gallery import EXHIBITS, IMAGES, PAGE, Exhibit, gallery_page
from bot.services.answer import Picture

DOCS = Path(__file__).parents[2] / "docs"
REWRITE = "make gallery brings it up to date"


def test_every_chart_hangs_once():
    assert sorted(each.chart for each in EXHIBITS) == CHARTS


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda each: each.chart)
def test_the_page_has_each_chart_with_its_picture_command_and_size(exhibit):
    page = (DOCS / PAGE).read_text(encoding="utf-8")
    section = page.split(f"## {exhibit.name}\n")[1].split("\n## ")[0]
    picture = DOCS / IMAGES / f"{exhibit.chart}.png"

    assert f"]({IMAGES.as_posix()}/{exhibit.chart}.png)" in section, REWRITE
    assert f"`{exhibit.command}`" in section, REWRITE
    assert f"**Size**: {-(-picture.stat().st_size // 1000)} KB" in section, REWRITE
    with Image.open(picture) as image:
        assert image.width == 1_200


def test_the_pictures_are_small_and_no_others_are_left():
    pictures = list((DOCS / IMAGES).iterdir())

    assert {each.name for each in pictures} == {f"{chart}.png" for chart in CHARTS}
    assert all(each.stat().st_size < 300_000 for each in pictures)
    assert sum(each.stat().st_size for each in pictures) < 2_000_000


def test_a_title_with_brackets_does_not_end_the_picture_early():
    exhibit = Exhibit("Bars", "segment_bars", "/rfm overview", "bars.png")
    page = gallery_page({exhibit: Picture("bars.png", "VIP [gold]: 1%", "Bars.", b"png")})

    assert "![VIP (gold): 1%](images/gallery/segment_bars.png)" in page
