"""`/data`: what is stored, and where it came from."""

from dataclasses import dataclass
from typing import Annotated

from bot.language.commands.population import RETURNS
from bot.language.declaration import Command, Parameter, Request
from bot.language.file_options import FileOptions
from bot.language.kinds import MANY, Choice, WholeNumber, Words

UPLOAD = Parameter(
    WholeNumber(1, MANY, word="latest"), "which file, by its number in /data uploads", bare=True
)
SURE = Parameter(
    Choice(("no", "yes")), "whether to do it, rather than say what it would change", by_button=True
)


@dataclass(frozen=True, kw_only=True)
class DataStatus(Request):
    """What is stored."""

    command = "data"
    verb = "status"
    summary = "Say what is stored: customers, orders, revenue and the days they span."
    examples = ("/data status", "/data status returns=ignore")

    returns: Annotated[str, RETURNS] = "net"


@dataclass(frozen=True, kw_only=True)
class DataUploads(Request):
    """The files that were uploaded."""

    command = "data"
    verb = "uploads"
    summary = "List the files that were uploaded, and what was kept of each."
    examples = ("/data uploads",)


@dataclass(frozen=True, kw_only=True)
class DataQuality(Request):
    """A file's account."""

    command = "data"
    verb = "quality"
    summary = "Show what became of each row of a file, with examples, and what looks odd in it."
    examples = ("/data quality", "/data quality 2")

    upload: Annotated[int | None, UPLOAD] = None


@dataclass(frozen=True, kw_only=True)
class DataRejects(Request):
    """A file's rejected rows, to be mended."""

    command = "data"
    verb = "rejects"
    module = "uploads"
    summary = "Send you a CSV of the rows of a file that couldn't be read, to fix and upload again."
    examples = ("/data rejects", "/data rejects 2")
    private = True

    upload: Annotated[int | None, UPLOAD] = None


@dataclass(frozen=True, kw_only=True)
class DataUndo(Request):
    """Take an upload back."""

    command = "data"
    verb = "undo"
    module = "uploads"
    summary = "Take a file back out, after saying what that changes."
    examples = ("/data undo", "/data undo 2")
    acts = True

    upload: Annotated[int | None, UPLOAD] = None
    sure: Annotated[str, SURE] = "no"


@dataclass(frozen=True, kw_only=True)
class DataReread(FileOptions):
    """Read an upload once more."""

    command = "data"
    verb = "reread"
    summary = "Read the latest file again, with other words beside it, in place of what it was."
    examples = ('/data reread customer="Loyalty card"', "/data reread orders=day kind=lines")
    acts = True

    upload: Annotated[int | None, UPLOAD] = None


@dataclass(frozen=True, kw_only=True)
class DataForget(Request):
    """Erase a person."""

    command = "data"
    verb = "forget"
    summary = "Erase a customer everywhere; totals stay as they are."
    examples = ("/data forget 14911",)
    private = True
    acts = True

    customer: Annotated[
        str, Parameter(Words("a customer's id", "14911", 100), "the customer's id", bare=True)
    ]
    sure: Annotated[str, SURE] = "no"


@dataclass(frozen=True, kw_only=True)
class DataSample(Request):
    """Load the sample shop."""

    command = "data"
    verb = "sample"
    summary = "Load a made-up shop of about 5,000 customers to try things on."
    examples = ("/data sample",)
    acts = True


@dataclass(frozen=True, kw_only=True)
class DataCurrency(Request):
    """What amounts are counted in."""

    command = "data"
    verb = "currency"
    summary = "Say or set the currency of this shop's amounts; nothing is converted."
    examples = ("/data currency", "/data currency EUR")

    currency: Annotated[
        str | None,
        Parameter(
            Words("a currency", "EUR", 20),
            "three letters, or a sign such as €",
            bare=True,
            label="The currency of amounts here",
        ),
    ] = None
    sure: Annotated[str, SURE] = "no"

    @property
    def acts(self) -> bool:
        """Where it sets one."""
        return self.currency is not None

    @property
    def asks(self) -> bool:
        """Never for sure: it asks only where amounts are there already."""
        return False


COMMAND = Command(
    "data",
    "See what is stored and how files were read, take one back, set the currency, erase a customer",
    (
        DataStatus,
        DataUploads,
        DataQuality,
        DataRejects,
        DataReread,
        DataUndo,
        DataForget,
        DataSample,
        DataCurrency,
    ),
)
