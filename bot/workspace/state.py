"""Who and what is in the workspace: the team, people, channels, messages. In memory only."""

import hashlib
import itertools
import time
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.workspace.blockkit.checks import Json


def stable_id(prefix: str, name: str) -> str:
    """Make an id that looks like Slack's and is the same on every start."""
    digest = hashlib.sha256(f"{prefix}/{name}".encode()).digest()
    return prefix + b32encode(digest).decode()[:10]


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str


TEAM = Team(stable_id("T", "northwind"), "Northwind Gifts", "northwind-gifts")


@dataclass(frozen=True, slots=True)
class User:
    """A person, or an app's bot user.

    Attributes
    ----------
    app : str
        The app whose bot user it is; empty for a person.
    answer : str
        What another app's bot says in the thread to whoever mentions it; empty where it is silent.
    team : str or None
        The workspace that payloads name for what they do: a partner's where a channel is shared
        (Slack Connect); None as where an app is installed for a whole organization.
    is_admin : bool
        Whether they may delete what others said, and write where others may only read.
    is_known : bool
        Whether ``users.info`` knows them.
    deleted : bool
        Whether their account was deactivated.
    """

    id: str
    name: str
    real_name: str
    tz: str = "Europe/London"
    color: str = "616061"
    app: str = ""
    answer: str = ""
    team: str | None = TEAM.id
    is_admin: bool = False
    is_known: bool = True
    deleted: bool = False

    @property
    def is_bot(self) -> bool:
        """Whether an app speaks through it."""
        return bool(self.app)


@dataclass(slots=True)
class Channel:
    """A channel, or a direct message: of two, of one person with themselves, or of a group.

    Attributes
    ----------
    user : str or None
        The person, in a direct message between one and the app.
    is_read_only : bool
        Whether only admins may write, and others read announcements.
    """

    id: str
    name: str
    topic: str
    created: int
    members: list[str]
    is_im: bool = False
    is_private: bool = False
    user: str | None = None
    is_mpim: bool = False
    is_read_only: bool = False
    is_archived: bool = False


@dataclass(slots=True)
class Message:
    """One message; ``ts`` is its id in its channel.

    Attributes
    ----------
    user : str
        Author; the bot user's id for the app's own.
    pings : list of str
        Who is notified: ``channel``, ``here``, ``everyone`` or user ids.
    ephemeral_to : str or None
        The one person who sees it.
    response_of : str or None
        The command that this answers, as typed.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    edited: Json | None = None
    ephemeral_to: str | None = None
    metadata: Json | None = None
    pings: list[str] = field(default_factory=list)
    response_of: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


class State:
    """The workspace's contents and the questions asked of them.

    Parameters
    ----------
    app_name, bot_name : str
        From the app's manifest.
    """

    def __init__(self, app_name: str, bot_name: str) -> None:
        self.team = TEAM
        self.app_id = stable_id("A", app_name)
        self.bot_id = stable_id("B", app_name)
        self.bot_user = User(
            stable_id("U", app_name), _slug(bot_name), bot_name, "Etc/UTC", "4a154b", app=app_name
        )
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._messages: dict[str, dict[str, Message]] = {}
        self._last_microsecond = 0
        self._serial = itertools.count(1)
        self._seed()

    def _seed(self) -> None:
        people = (
            ("maya", "Maya Okafor", "e8912d"),
            ("tom", "Tom Lindqvist", "2b6cb0"),
            ("ines", "Inês Duarte", "2f855a"),
        )
        for name, real_name, color in people:
            user = User(stable_id("U", name), name, real_name, "Europe/London", color)
            self.users[user.id] = user
        humans = list(self.users)
        self.users[self.bot_user.id] = self.bot_user
        self.add_channel("general", humans, topic="Everyone at Northwind Gifts")
        with_bot = [*humans, self.bot_user.id]
        self.add_channel("marketing", with_bot, topic="Campaigns and who they go to")
        self.add_channel("retail-data", with_bot, topic="Exports from the shop")
        for user_id in humans:
            self._add_direct_message(self.users[user_id])

    def change_person(self, name: str, **changes: Any) -> User:
        """Change what is so of the person or bot of this name; a new name joins the workspace.

        Raises
        ------
        TypeError
            A ``User`` has no such attribute.
        """
        user = next((each for each in self.users.values() if each.name == name), None)
        changed = replace(user or User(stable_id("U", name), name, name.title()), **changes)
        self.users[changed.id] = changed
        if user is None and not changed.is_bot:
            self._add_direct_message(changed)
        return changed

    def add_channel(
        self, name: str, members: list[str], *, topic: str = "", is_private: bool = False
    ) -> Channel:
        """Create a channel."""
        return self._add_channel(
            stable_id("C", name), name, members, topic=topic, is_private=is_private
        )

    def _add_direct_message(self, user: User) -> None:
        members = [user.id, self.bot_user.id]
        self._add_channel(
            stable_id("D", user.name),
            "directmessage",
            members,
            is_im=True,
            is_private=True,
            user=user.id,
        )

    def conversation_of(self, members: list[str]) -> Channel:
        """Return the direct message of these and nobody else; of more than two it is a group's."""
        for channel in self.channels.values():
            if (channel.is_im or channel.is_mpim) and set(channel.members) == set(members):
                return channel
        names = "--".join(self.users[each].name for each in members)
        if len(members) > 2:
            name = f"mpdm-{names}-1"
            return self._add_channel(
                stable_id("C", name), name, members, is_mpim=True, is_private=True
            )
        return self._add_channel(
            stable_id("D", f"between/{names}"),
            "directmessage",
            members,
            is_im=True,
            is_private=True,
        )

    def _add_channel(
        self, channel_id: str, name: str, members: list[str], *, topic: str = "", **more: Any
    ) -> Channel:
        channel = Channel(channel_id, name, topic, int(time.time()), list(members), **more)
        self.channels[channel_id] = channel
        self._messages[channel_id] = {}
        return channel

    def direct_message(self, user_id: str) -> Channel:
        """Return the direct message between a person and the app."""
        return next(each for each in self.channels.values() if each.user == user_id)

    def channel_named(self, name: str) -> Channel | None:
        """Return the channel of that name, with or without ``#``."""
        wanted = name.removeprefix("#")
        return next(
            (each for each in self.channels.values() if each.name == wanted and not each.is_im),
            None,
        )

    def add(self, message: Message) -> None:
        """Store a message."""
        self._messages[message.channel][message.ts] = message

    def remove(self, message: Message) -> None:
        """Forget a message."""
        self._messages[message.channel].pop(message.ts, None)

    def message(self, channel_id: str, ts: str) -> Message | None:
        """Return one message."""
        return self._messages.get(channel_id, {}).get(ts)

    def messages(self, channel_id: str) -> list[Message]:
        """Return a channel's messages, replies and ephemeral ones included, oldest first."""
        return sorted(self._messages[channel_id].values(), key=lambda message: message.ts)

    def replies(self, parent: Message) -> list[Message]:
        """Return what everyone sees below a message, oldest first."""
        return [
            message
            for message in self.messages(parent.channel)
            if message.thread_ts == parent.ts
            and message.ts != parent.ts
            and message.ephemeral_to is None
        ]

    def next_ts(self) -> str:
        """Return a message id: seconds with six decimals, never the same twice."""
        self._last_microsecond = max(time.time_ns() // 1000, self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Return an id for something made while running, such as a file or a view."""
        return stable_id(prefix, f"{time.time_ns()}-{next(self._serial)}")

    def fresh_block_ids(self) -> Iterator[str]:
        """Yield ids for blocks and elements that came without one."""
        while True:
            yield self.new_id("")[:5]


def _slug(name: str) -> str:
    return "".join(
        letter for letter in name.lower().replace(" ", "-") if letter.isalnum() or letter == "-"
    )


def user_json(user: User) -> dict[str, Any]:
    """Write a user object as ``users.info`` returns it: of who has left, less."""
    present = {
        "real_name": user.real_name,
        "color": user.color,
        "tz": user.tz,
        "is_admin": user.is_admin,
    }
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        **({} if user.deleted else present),
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "first_name": user.real_name.split()[0],
        },
    }
