"""`make generate` changes nothing: what follows from the code is up to date."""

from pathlib import Path

from terminal import segbot

ROOT = Path(__file__).parents[2]
WRITTEN = (
    "config/slack_manifest.json",
    "docs/commands.md",
    "docs/gallery.md",
    "storage/shop_totals_ignore.sql",
    "storage/shop_totals_net.sql",
)


def test_whatever_follows_from_the_code_is_up_to_date(tmp_path: Path) -> None:
    for name in ("config", "docs", "storage"):
        (tmp_path / name).mkdir()

    assert segbot("generate", tmp_path).status == 0

    stale = [
        name for name in WRITTEN if (tmp_path / name).read_bytes() != (ROOT / name).read_bytes()
    ]
    assert stale == []
    drawn = {each.name for each in (tmp_path / "docs" / "images" / "gallery").iterdir()}
    assert drawn == {each.name for each in (ROOT / "docs" / "images" / "gallery").iterdir()}
