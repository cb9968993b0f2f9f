"""`segbot …`: run the bot, try it without Slack, or ask it in a terminal.

What a verb needs is imported where the verb runs: `segbot --help` and words that are refused are
answered at once, without waiting for what charts and clusters need.
"""

import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind

if TYPE_CHECKING:
    from analytics.selftest.comparison import Comparison
    from bot.services.answer import Answer
    from bot.services.context import Context
    from bot.services.dispatch import Services
    from bot.services.intake.importing import ImportReport
    from bot.services.intake.options import ReadingOptions
    from bot.services.intake.together import Unit
    from bot.settings import Settings

Result = TypeVar("Result")
_REFUSED = 2
_NOTHING: dict[str, Any] = {"text": "", "tables": [], "metrics": {}, "files": [], "blocks": []}

cli = typer.Typer(
    help="Customer segments where your team talks.", no_args_is_help=True, add_completion=False
)
Db = Annotated[Path, typer.Option("--db", help="The file that holds the data.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]


def main() -> None:
    """Entry point of the console script."""
    cli()


@cli.command()
def run() -> None:
    """Connect to Slack (SLACK_BOT_TOKEN and SLACK_APP_TOKEN) and answer until stopped."""
    from slack_sdk.errors import SlackApiError

    from bot.app import build_app

    settings = _settings()
    missing = [
        name
        for name, token in (
            ("SLACK_BOT_TOKEN", settings.slack_bot_token),
            ("SLACK_APP_TOKEN", settings.slack_app_token),
        )
        if token is None
    ]
    if missing:
        raise _refused(
            f"{' and '.join(missing)} must be set to connect to Slack.",
            "README.md says where to find them; `segbot demo` needs none.",
        )
    stop_signals = _stop_signals()
    try:
        bot = build_app(settings)
        bot.start()
    except SlackApiError as error:
        raise _refused(
            f"Slack refused to connect: {error.response['error']}.",
            "Check both tokens, and that the app is installed in the workspace.",
        ) from None
    except SegbotError as error:
        raise _refused(error.message, error.hint) from None
    stop_signals.recv(1)
    bot.stop()
    _end()


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="The page's port; 0 takes a free one.")] = 3000,
    empty: Annotated[bool, typer.Option("--empty", help="Start without the sample shop.")] = False,
) -> None:
    """Start a local stand-in for a Slack workspace and the bot in it: no account needed."""
    from bot.demo import demo as run_demo

    settings = _settings()
    stop_signals = _stop_signals()
    try:
        with run_demo(settings, port, empty=empty) as url:
            sys.stdout.write(f"{_DEMO_HINT}\nready: {url}\n")
            sys.stdout.flush()
            stop_signals.recv(1)
    except SegbotError as error:
        raise _refused(error.message, error.hint) from None
    except OSError as error:
        raise _refused(
            f"Port {port} can't be used: {error.strerror}.", "Choose another: PORT=3001."
        ) from None
    _end()


_DEMO_HINT = """
Open the page below. Three things to try in #marketing:
  1.  /segment run k=4
  2.  /rfm top champions
  3.  drop a file of orders (CSV, Excel and more) into #retail-data
Ctrl-C ends it.
"""


@cli.command()
def ask(
    line: Annotated[
        str, typer.Argument(help='A command, such as "/rfm top champions", or plain words.')
    ],
    db: Db,
    as_json: AsJson = False,
    after: Annotated[
        str | None, typer.Option(help="Read it as a reply to this command's answer.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Save charts and files into this folder.")
    ] = None,
) -> None:
    """Answer a command or a question in the terminal. Exit status 2 where it is refused."""
    from bot.language.parser import parse

    previous = _friendly(lambda: parse(after), as_json=as_json) if after else None
    if not db.exists() and line.startswith("/"):
        # A slip of the pen is told at once.
        _friendly(lambda: parse(line), as_json=as_json)
    from tempfile import TemporaryDirectory

    from bot.language.commands.data import DataCurrency, DataSample
    from bot.render import terminal
    from bot.services.context import NoDataYet
    from storage.store import Store

    services = _services()

    def answer() -> "tuple[str, Answer, list[Path]]":
        if db.exists():
            return answer_from(db)
        # One in the file's name makes no store.
        with TemporaryDirectory() as folder:
            empty = Path(folder) / "empty.db"
            request = services.understand(line, services.context(Store(empty)), previous)
            if isinstance(request, DataSample | DataCurrency):
                # Both may come before the first file.
                return answer_from(db)
            if request.acts:
                raise _no_store(db)
            try:
                return answer_from(empty)
            except NoDataYet:
                raise _no_store(db) from None

    def answer_from(path: Path) -> "tuple[str, Answer, list[Path]]":
        context = services.context(Store(path))
        request = services.checked(services.understand(line, context, previous), context)
        made = services.answer(request, context)
        return request.text(), made, terminal.save_files(made, out) if out else []

    command, found, files = _friendly(answer, as_json=as_json)
    if as_json:
        _print_json(terminal.as_json(found, files, command))
    else:
        if not line.startswith("/"):
            sys.stdout.write(f"Read as: {command}\n")
        terminal.show(found, files)
        terminal.show_what_next(found, out, db)


@cli.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Transactions, or customers; orders and their lines may be apart."),
    ],
    db: Db,
    as_json: AsJson = False,
    column: Annotated[
        list[str] | None,
        typer.Option(help="What a column holds: customer=KundenNr. May be given several times."),
    ] = None,
    kind: Annotated[RowKind | None, typer.Option(help="What each row of the file is.")] = None,
    dates: Annotated[str | None, typer.Option(help="day-first, month-first or year-first.")] = None,
    decimals: Annotated[str | None, typer.Option(help="What decimals come after.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="What amounts are in, such as EUR; any counts them all.")
    ] = None,
    orders: Annotated[
        str | None,
        typer.Option(help="What tells orders apart: number, or each day's, store's, customer's."),
    ] = None,
    discount: Annotated[
        str | None,
        typer.Option(help="What a discount takes off: row, piece, percent, share; or included."),
    ] = None,
    unpaid: Annotated[
        str | None, typer.Option(help="Status words that are no sales: 'On hold, Quote', or none.")
    ] = None,
    refunds: Annotated[
        str | None, typer.Option(help="Words of rows that give money back: 'Credit, CN'.")
    ] = None,
    money: Annotated[
        str, typer.Option(help="none where no column says what was paid; else stated.")
    ] = "stated",
    guests: Annotated[
        str, typer.Option(help="What 0 or Guest in a customer column is: nobody, or customers.")
    ] = "nobody",
    duplicates: Annotated[
        str, typer.Option(help="keep rows that are there twice, or drop one of them.")
    ] = "keep",
    mapping: Annotated[
        Path | None, typer.Option(help="Read the file as this saved mapping says.")
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Save how the file was read, for the next one.")
    ] = None,
) -> None:
    """Take in files from the terminal: those that belong together as one.

    Exit status 2 where any is refused.
    """
    from contextlib import ExitStack
    from dataclasses import replace
    from functools import partial

    from bot.language.file_options import FileOptions
    from bot.language.parser import options
    from bot.services.intake.options import ReadingOptions, named_columns, saved_reading
    from bot.services.intake.together import PostedFile, units
    from storage.store import Store

    said = {
        "dates": dates,
        "decimals": decimals,
        "currency": currency,
        "orders": orders,
        "money": money,
        "guests": guests,
        "discount": discount,
        "unpaid": unpaid,
        "refunds": refunds,
        "duplicates": duplicates,
    }

    services = _services()
    if save_mapping is not None and len(files) > 1:
        raise _refused("--save-mapping saves how one file is read.", "Import the files one by one.")

    def said_of_all() -> ReadingOptions:
        words = " ".join(f'{name}="{value}"' for name, value in said.items() if value)
        how = ReadingOptions.of(options(FileOptions, words))
        how = replace(how, kind=kind, columns=named_columns(column or []))
        if mapping is not None:
            how = replace(how, reading=saved_reading(mapping.read_text(encoding="utf-8")))
        if save_mapping is not None:
            # Before anything is stored: it may be no place to write to.
            save_mapping.open("a").close()
        return how

    def take_in(unit: "Unit") -> None:
        report = _asked_until_clear(services, unit, services.context(Store(db)), how, as_json)
        if save_mapping is not None:
            save_mapping.write_text(report.reading.to_json() + "\n", encoding="utf-8")
        if as_json:
            _print_json(report.as_json())
            return
        from bot.render import terminal

        terminal.show(services.imported(report, services.context(Store(db))), [])

    how = _friendly(said_of_all, as_json=as_json)
    refused: typer.Exit | None = None
    with ExitStack() as kept:
        posted = [PostedFile(each.name, each) for each in files]
        for unit in _friendly(lambda: kept.enter_context(units(posted)), as_json=as_json):
            try:
                _friendly(partial(take_in, unit), as_json=as_json)
            except typer.Exit as exit_:
                # The others may be in order.
                refused = exit_
    if refused is not None:
        raise refused


def _asked_until_clear(
    services: "Services", unit: "Unit", context: "Context", how: "ReadingOptions", as_json: bool
) -> "ImportReport":
    """Take a file in; what only a person knows is asked where there is one at the terminal."""
    from bot.services.intake.question import AmbiguousFile

    while True:
        try:
            return services.take_in(unit, context, how)
        except AmbiguousFile as unclear:
            from bot.render import terminal_question

            question = unclear.question
            if as_json:
                text = f"{unclear.message} {unclear.hint}".strip()
                _print_json(
                    _NOTHING | {"text": text, "question": terminal_question.asked(question)}
                )
                sys.stderr.write(f"{text}\n")
                raise typer.Exit(_REFUSED) from None
            at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
            sys.stderr.write(f"{unclear.message}\n")
            terminal_question.ask(question, numbered=at_terminal)
            sys.stdout.flush()
            chosen = _chosen(len(question.choices)) if at_terminal else None
            if chosen is None:
                sys.stderr.write(f"{unclear.hint} Nothing is stored.\n")
                raise typer.Exit(_REFUSED) from None
            how = question.answered(question.choices[chosen])


def _chosen(answers: int) -> int | None:
    """Which answer somebody types the number of; None where they type nothing."""
    while answers:
        typed = input(f"Which one, 1 to {answers}? Enter alone stops here: ").strip()
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= answers:
            return int(typed) - 1
    return None


@cli.command()
def lint_pack(
    file: Annotated[Path, typer.Argument(help="A rule pack: segments by scores, in TOML.")],
    as_json: AsJson = False,
) -> None:
    """Check a rule pack of your own for holes. Exit status 2 where it has a fault."""
    from bot.render import terminal
    from bot.services.rfm.lint import lint_file

    found = _friendly(lambda: lint_file(file), as_json=as_json)
    if as_json:
        _print_json(terminal.as_json(found, []))
    else:
        terminal.show(found, [])
    if found.metrics["faulty"]:
        raise typer.Exit(_REFUSED)


@cli.command()
def selftest(
    reference: Annotated[
        Path | None, typer.Option(help="A folder of published results to compare with, too.")
    ] = None,
    online_retail: Annotated[
        Path | None, typer.Option(help="UCI Online Retail, CSV or Parquet, to compare with, too.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check results against some found in another way. Exit status 2 where any differs."""
    from bot.render import selftest as report
    from bot.services.selftest import read_published
    from bot.services.selftest import selftest as comparisons

    _settings(log=False)

    def compare() -> "list[Comparison]":
        found = []
        published = read_published(reference) if reference else None
        for each in comparisons(published, online_retail):
            found.append(each)
            if not as_json:
                sys.stdout.write(report.line(each) + "\n")
                sys.stdout.flush()
        return found

    found = _friendly(compare, as_json=as_json)
    if as_json:
        _print_json(report.as_json(found))
    else:
        sys.stdout.write(report.verdict(found) + "\n")
    if not all(each.agrees for each in found):
        raise typer.Exit(_REFUSED)


@cli.command()
def generate(
    folder: Annotated[Path, typer.Argument(help="Where docs and config are.")] = Path(),
) -> None:
    """Write what follows from the code: docs/commands.md, the gallery, the Slack app manifest."""
    from bot.generate import generate as write

    _settings(log=False)
    write(folder)


def _no_store(db: Path) -> SegbotError:
    return SegbotError(
        f"There is no file {db}, so there is no data.",
        f"Check `--db`; `segbot import FILE --db {db}` makes one, and so does `/data sample`.",
    )


def _settings(*, log: bool = True) -> "Settings":
    """Read the settings; a terminal gets answers and refusals, only a server keeps a log."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise _refused(
            f"The setting {first['loc'][0]} is wrong: {first['msg']}.", "README.md lists them."
        ) from None
    if log:
        from bot.logs import configure_logs

        configure_logs(settings.log_level)
    else:
        logging.disable()
    return settings


def _services() -> "Services":
    from bot.services.dispatch import Services

    return Services(_settings(log=False).currency)


def _friendly(work: Callable[[], Result], *, as_json: bool) -> Result:
    """Do something that may be refused; a refusal ends the process with its words."""
    try:
        return work()
    except SegbotError as error:
        choices = [each.text() for each in getattr(error, "choices", ())]
        raise _refused(error.message, error.hint, as_json=as_json, suggestions=choices) from None
    except OSError as error:
        problem = f"{error.filename} can't be used: {error.strerror}."
        raise _refused(problem, "Check the path.", as_json=as_json) from None


def _end() -> NoReturn:
    """End the process, with the work that was cut off still on its threads.

    They are daemons, which Python ends where they next ask for its lock. In the C++ code that
    draws charts that aborts the process, and a host takes it for a crash.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _refused(
    message: str, hint: str, *, as_json: bool = False, suggestions: Sequence[str] = ()
) -> typer.Exit:
    """Say why something can't be done; gives what ends the process."""
    text = f"{message} {hint}".strip()
    if as_json:
        _print_json(_NOTHING | {"text": text, "suggestions": [*suggestions]})
    sys.stderr.write(text + "\n")
    return typer.Exit(_REFUSED)


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def _stop_signals() -> socket.socket:
    """Where a byte arrives when somebody, or the host, asks the process to end.

    Whichever thread the system gives the signal to: Python runs its handler in the main thread
    only, which doesn't wake for it while it waits for a lock or an event.
    """
    heard, ring = socket.socketpair()
    ring.setblocking(False)
    signal.set_wakeup_fd(ring.detach())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    return heard
