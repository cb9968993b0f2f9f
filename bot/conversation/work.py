"""What people ask for: as Slack's words say it, and as it is kept until it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pydantic import TypeAdapter

from bot.conversation.delivery import Place
from bot.services.intake.options import NO_OPTIONS, ReadingOptions
from storage.records.requests import NewRequest, Request


@dataclass(frozen=True)
class Asked:
    """Somebody's words and where they said them.

    Attributes
    ----------
    team : str
        The workspace's id; it decides whose data is read.
    place : Place
    text : str
        The command line, as the person typed it.
    key : str or None
        Slack's own name for it, by which a second delivery is known.
    below : str or None
        The ``ts`` of the message that shows the first of an answer, where its rest is asked for.
    replaces : str or None
        The ``ts`` of the bot's message in whose place the answer goes.
    corrects : str or None
        The key of what they said first, where these words took its place.
    """

    team: str
    place: Place
    text: str
    key: str | None = None
    below: str | None = None
    replaces: str | None = None
    corrects: str | None = None


@dataclass(frozen=True)
class Posted:
    """Files that somebody posted in one message.

    Attributes
    ----------
    team : str
        The workspace's id.
    file_ids : tuple of str
        Slack's, in the message's order.
    place : Place
        Where the answer goes.
    addressed : bool
        Whether they were given to the bot rather than to a channel: then even a file that can't be
        data gets an answer.
    told : ReadingOptions
        What was said about how they are to be read.
    answers : int or None
        The question that this settles, where the files waited for an answer.
    label : str
        The answer in words; empty where a form gave it.
    key : str or None
        As of :class:`Asked`.
    """

    team: str
    place: Place
    file_ids: tuple[str, ...]
    addressed: bool
    told: ReadingOptions = NO_OPTIONS
    answers: int | None = None
    label: str = ""
    key: str | None = None

    @property
    def text(self) -> str:
        """What it is about, as long as nobody knows the files' names."""
        return ",".join(self.file_ids)


@dataclass(frozen=True)
class Reread:
    """An upload that is to be read differently.

    Attributes
    ----------
    team, place
        As of :class:`Asked`.
    upload : int
    told : ReadingOptions
        How.
    key : str or None
    """

    team: str
    place: Place
    upload: int
    told: ReadingOptions
    key: str | None = None

    @property
    def text(self) -> str:
        """The command that opens the form for it."""
        return f"/data reread {self.upload}"


Work: TypeAlias = Asked | Posted | Reread


class Kind(StrEnum):
    """How work is done."""

    #: What was said to the bot.
    QUESTION = "question"
    #: What was said in the thread of an answer, perhaps to somebody else.
    REPLY = "reply"
    #: What was asked for in the App Home.
    HOME = "home"
    FILES = "files"
    REREAD = "reread"

    @property
    def is_intake(self) -> bool:
        """Whether it changes the data, so that it waits for those that came before it."""
        return self in (Kind.FILES, Kind.REREAD)


_KEPT: Mapping[Kind, TypeAdapter[Work]] = {
    Kind.QUESTION: TypeAdapter(Asked),
    Kind.REPLY: TypeAdapter(Asked),
    Kind.HOME: TypeAdapter(Asked),
    Kind.FILES: TypeAdapter(Posted),
    Kind.REREAD: TypeAdapter(Reread),
}


def to_keep(kind: Kind, work: Work) -> NewRequest:
    """Work as it is kept until it is done; the words apart, since customers may be named there."""
    return NewRequest(
        key=work.key,
        kind=kind,
        text=work.text,
        details=_KEPT[kind].dump_json(work, exclude={"text"}).decode(),
        channel=work.place.channel,
        user=work.place.user,
        thread_ts=work.place.thread,
    )


def kept(request: Request) -> Work:
    """The work that a kept request asks for.

    Raises
    ------
    ValueError
        If it can't be done any more, as when a customer whom it names was erased.
    """
    kind = Kind(request.kind)
    if not kind.is_intake:
        found = TypeAdapter(dict[str, object]).validate_json(request.details)
        return _KEPT[kind].validate_python({**found, "text": request.text})
    return _KEPT[kind].validate_json(request.details)
