"""What follows from the code and is kept beside it: pages, the Slack manifest, compiled SQL."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis

from analytics.features.customers import Returns, shop_totals
from analytics.vocabulary.schema import ORDERS
from bot.gallery import write_gallery
from bot.language.commands import COMMANDS
from bot.language.declaration import Command, Request, parameters, shown, usage
from bot.manifest import manifest_text
from bot.services.dispatch import Services
from storage.store import Store

_HEAD = """# Commands

Every command works as a slash command, by mentioning the bot (`@segbot rfm top champions`), in a
direct message, and in a terminal (`segbot ask "/rfm top champions" --db FILE`). In the thread of
an answer, a reply such as `k=5` changes just what it names.

This page is written by `make generate`.
"""


def generate(folder: Path) -> None:
    """Write every such file anew.

    Parameters
    ----------
    folder : Path
        The one that has docs, config and storage in it.
    """
    (folder / "config" / "slack_manifest.json").write_text(manifest_text(), encoding="utf-8")
    (folder / "docs" / "commands.md").write_text(commands_page(), encoding="utf-8")
    for returns in Returns:
        path = folder / "storage" / f"shop_totals_{returns}.sql"
        path.write_text(shop_totals_sql(returns), encoding="utf-8")
    with TemporaryDirectory() as empty:
        write_gallery(folder / "docs", Store(Path(empty) / "sample.db"), Services())


def shop_totals_sql(returns: Returns) -> str:
    """The shop's totals as SQLite is asked for them; see ``storage.store.Store.shop_totals``."""
    totals = shop_totals(ibis.table(ORDERS, name="orders"), returns)
    return f"{ibis.to_sql(totals, dialect='sqlite')}\n"


def commands_page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(line for each in COMMANDS.values() for line in _command(each))])


def _command(command: Command) -> Iterator[str]:
    yield f"## /{command.name}\n"
    yield f"{command.summary}.\n"
    for request in command.requests:
        yield from _request(request)


def _request(request: type[Request]) -> Iterator[str]:
    yield f"### `{usage(request)}`\n"
    yield f"{request.summary}\n"
    yield "For example: " + ", ".join(f"`{each}`" for each in request.examples) + "\n"
    settings = parameters(request)
    if settings:
        yield "| setting | what | takes |"
        yield "|---|---|---|"
        for name, each in settings.items():
            yield f"| `{shown(name)}` | {each.help} | {each.kind.allowed} |"
        yield ""
