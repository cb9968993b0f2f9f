"""Somebody at the workspace's page: says things, drops files, clicks, and reads what comes back."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.sync.client import ClientConnection, connect

PATIENCE = 240.0
"""Seconds for what happens at once on a machine that has nothing else to do."""
SIGNS = ("Working on", "is on its way,")
"""What is said before an answer."""


@dataclass
class Person:
    """Acts through the page's own requests, as its JavaScript does."""

    url: str
    id: str
    channels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, url: str, name: str = "maya") -> "Person":
        """The seeded person of this name, with the channels they can see."""
        users = _request(f"{url}/ui/bootstrap")["users"]
        user = next(each["id"] for each in users if each["name"] == name)
        person = cls(url, user)
        found = person._get("bootstrap")
        person.channels = {
            "dm" if each.get("is_im") else each["name"]: each["id"] for each in found["channels"]
        }
        return person

    def command(self, text: str, channel: str = "marketing") -> dict[str, Any]:
        """Type a slash command and wait for the finished answer."""
        before = self.seen(channel)
        self.type(text, channel)
        return self.next_answer(channel, before)

    def type(self, text: str, channel: str = "marketing") -> None:
        """Type a slash command and wait for nothing."""
        name, _, rest = text.partition(" ")
        self._post("command", channel=self.channels[channel], command=name, text=rest)

    def say(
        self, text: str, channel: str = "marketing", thread: str | None = None, **more: Any
    ) -> str:
        """Send a message; gives its ``ts``."""
        body = {"channel": self.channels[channel], "text": text, **more}
        return str(self._post("message", **body, **({"thread_ts": thread} if thread else {}))["ts"])

    def edit(self, ts: str, text: str, channel: str = "marketing") -> None:
        """Say something else in a message."""
        self._post("message/edit", channel=self.channels[channel], message_ts=ts, text=text)

    def delete(self, ts: str, channel: str = "marketing") -> None:
        """Take a message back."""
        self._post("message/delete", channel=self.channels[channel], message_ts=ts)

    def ask(self, text: str, channel: str = "dm", thread: str | None = None) -> dict[str, Any]:
        """Send a message and wait for the finished answer."""
        before = self.seen(channel, thread)
        self.say(text, channel, thread)
        return self.next_answer(channel, before, thread)

    def drop(
        self, name: str, content: bytes, channel: str = "retail-data", comment: str = ""
    ) -> str:
        """Drop a file into a channel; gives the ``ts`` of its message."""
        return self.drop_all([(name, content)], channel, comment)

    def drop_all(
        self, files: list[tuple[str, bytes]], channel: str = "retail-data", comment: str = ""
    ) -> str:
        """Drop files into a channel with one message; gives its ``ts``."""
        fields = {"user": self.id, "channel": self.channels[channel], "comment": comment}
        before = {each["ts"] for each in self.messages(channel)}
        _request(f"{self.url}/ui/upload", *_multipart(fields, files))
        (ts,) = {each["ts"] for each in self.messages(channel) if each.get("files")} - before
        return str(ts)

    def upload(
        self, name: str, content: bytes, channel: str = "retail-data", comment: str = ""
    ) -> dict[str, Any]:
        """Drop a file and wait for what the bot says of it, in the file's thread."""
        ts = self.drop(name, content, channel, comment)
        return self.next_answer(channel, {ts}, ts)

    def click(self, message: dict[str, Any], label: str, channel: str = "marketing") -> None:
        """Click a button of a message."""
        block, button = next(
            (block, element)
            for block in message["blocks"]
            for element in _buttons(block)
            if label.casefold() in element["text"]["text"].casefold()
        )
        self._post(
            "action",
            channel=self.channels[channel],
            message_ts=message["ts"],
            block_id=block["block_id"],
            action={key: button[key] for key in ("type", "action_id", "value")},
        )

    def choose(
        self, message: dict[str, Any], whom: str, what: str, channel: str = "marketing"
    ) -> None:
        """Choose what to ask of a segment or a digest from a message's menu."""
        block, menu = next(
            (block, element)
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "static_select"
        )
        option = next(
            option
            for group in menu["option_groups"]
            if group["label"]["text"].startswith(whom)
            for option in group["options"]
            if what in option["text"]["text"]
        )
        self._post(
            "action",
            channel=self.channels[channel],
            message_ts=message["ts"],
            block_id=block["block_id"],
            action={
                "type": "static_select",
                "action_id": menu["action_id"],
                "selected_option": option,
            },
        )

    def follow(
        self, message: dict[str, Any], label: str, channel: str = "marketing"
    ) -> dict[str, Any]:
        """Click a button and wait for the finished answer in the thread of its message."""
        thread = message.get("thread_ts") or message["ts"]
        before = self.seen(channel, thread)
        self.click(message, label, channel)
        return self.next_answer(channel, before, thread)

    def more(self, message: dict[str, Any], channel: str = "marketing") -> dict[str, Any]:
        """Click for the rest of an answer, and wait for it: in the thread, unless it is private."""
        private = message.get("is_ephemeral")
        thread = None if private else message.get("thread_ts") or message["ts"]
        before = self.seen(channel, thread)
        (label,) = (
            element["text"]["text"]
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["action_id"].startswith("show_more")
        )
        self.click(message, label, channel)
        return self.next_answer(channel, before, thread)

    def open_form(
        self, message: dict[str, Any], label: str, channel: str = "marketing"
    ) -> dict[str, Any]:
        """Click a button that opens a modal; gives its view once it has inputs."""
        with self.watching() as frames:
            self.click(message, label, channel)
            return frames.wait_for_form()

    def messages(self, channel: str = "marketing", thread: str | None = None) -> list[Any]:
        """What this person sees in a channel, or in a thread of it."""
        where = {"channel": self.channels[channel], **({"thread_ts": thread} if thread else {})}
        return list(self._get("history", **where)["messages"])

    def seen(self, channel: str = "marketing", thread: str | None = None) -> set[str]:
        """The messages that are there already."""
        return {each["ts"] for each in self.messages(channel, thread)}

    def next_answer(
        self, channel: str, before: set[str], thread: str | None = None
    ) -> dict[str, Any]:
        """Wait for a new message of the bot's that isn't "working on it", pictures included."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for message in self.messages(channel, thread):
                fresh = message["ts"] not in before and message.get("bot_id")
                if fresh and not any(sign in message["text"] for sign in SIGNS):
                    return dict(message)
            time.sleep(0.05)
        raise AssertionError(f"no answer: {self.messages(channel, thread)}")

    def wait_for(self, channel: str, holds: Any, thread: str | None = None) -> dict[str, Any]:
        """Wait for a message that fits."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for message in self.messages(channel, thread):
                if holds(message):
                    return dict(message)
            time.sleep(0.05)
        raise AssertionError(f"no such message: {self.messages(channel, thread)}")

    @contextmanager
    def watching(self) -> Iterator["Frames"]:
        """What the workspace pushes to this person's page, for as long as the block lasts."""
        address = self.url.replace("http", "ws", 1)
        with connect(f"{address}/ui/stream?user={self.id}") as socket:
            yield Frames(socket)

    def submit(self, view: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
        """Fill a modal's inputs and submit it."""
        return self._post("view/submit", view_id=view["id"], values=_states(view, values))

    def fill(self, view: dict[str, Any], **changes: str) -> dict[str, Any]:
        """Change some of a modal's inputs, leave the others as they stand, and submit it."""
        return self.submit(view, filled(view) | changes)

    def use_shortcut(self, callback_id: str, **message: str) -> None:
        """Choose a shortcut: on the message of a channel's id and ``message_ts``, or anywhere."""
        self._post("shortcut", callback_id=callback_id, **message)

    def stop_session(self, message: dict[str, Any], channel: str = "marketing") -> None:
        """Click the button that Slack shows while an agent works in a message's thread."""
        self._post("session/stop", channel=self.channels[channel], thread_ts=message["ts"])

    def change_channel(self, action: str, channel: str, **more: str) -> None:
        """Create, join or leave a channel, or invite somebody to it."""
        place = {"name": channel} if action == "create" else {"channel": self.channels[channel]}
        changed = self._post("channel", action=action, **place, **more)["channel"]
        self.channels[changed["name"]] = changed["id"]

    def open_home(self) -> None:
        """Open the App Home tab."""
        self._post("home")

    def offered(self, view: dict[str, Any], name: str, typed: str) -> list[str]:
        """What a modal's menu offers once some letters are typed into it."""
        place = {"view_id": view["id"], "block_id": name, "action_id": name}
        found = self._post("suggest", value=typed, **place)["options"]
        return [each["text"]["text"] for each in found]

    def press(self, view: dict[str, Any], label: str, **typed: str) -> None:
        """Click a button of the App Home, or of a modal in whose inputs stands what was typed."""
        block, button = next(
            (block, element)
            for block in view["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "button"
            and label.casefold() in element["text"]["text"].casefold()
        )
        action = {key: button[key] for key in ("type", "action_id", "value")}
        state = {"values": _states(view, filled(view) | typed)}
        place = {"view_id": view["id"], "block_id": block["block_id"]}
        self._post("action", **place, action=action, state=state)

    def misbehave(self, kind: str, **how: Any) -> None:
        """Have the workspace misbehave."""
        _request(f"{self.url}/control/misbehave", json.dumps({"kind": kind, **how}).encode())

    def arrange(self, what: str, **how: Any) -> dict[str, Any]:
        """Have there be another "person" or "conversation", or have one be otherwise."""
        return _request(f"{self.url}/control/{what}", json.dumps(how).encode())

    def talk(self, name: str, people: list[str]) -> None:
        """Begin a direct message of these people, as a channel of this name."""
        self.channels[name] = self.arrange("conversation", people=people)["id"]

    def forgive(self) -> None:
        """Have the workspace behave again, with nobody's allowance of messages used up."""
        _request(f"{self.url}/control/reset", b"{}")

    def wait_for_call(self, method: str) -> None:
        """Wait until the bot has called a method of Slack's since it was last forgiven."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if any(each["method"] == method for each in self.calls()):
                return
            time.sleep(0.05)
        raise AssertionError(f"no call of {method}")

    def calls(self) -> list[dict[str, Any]]:
        """What the bot called of Slack's since it was last forgiven."""
        return list(_request(f"{self.url}/control/calls")["calls"])

    def download(self, file: dict[str, Any]) -> bytes:
        """A file's bytes."""
        with urllib.request.urlopen(f"{self.url}{file['ui_url']}") as answer:
            return bytes(answer.read())

    def _get(self, what: str, **query: str) -> dict[str, Any]:
        return _request(f"{self.url}/ui/{what}?{urlencode({'user': self.id, **query})}")

    def _post(self, what: str, **body: Any) -> dict[str, Any]:
        return _request(f"{self.url}/ui/{what}", json.dumps({"user": self.id, **body}).encode())


class Frames:
    """What was pushed to a page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def wait_for(self, kind: str) -> dict[str, Any]:
        """The next frame of a kind."""
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0:
            frame = dict(json.loads(self._socket.recv(timeout=left)))
            if frame["type"] == kind and frame.get("view", True):
                return frame
        raise AssertionError(f"no {kind}")

    def wait_for_form(self) -> dict[str, Any]:
        """The next modal that is opened, once what there is to choose from is in it."""
        view = dict(self.wait_for("view_opened")["view"])
        return view if inputs(view) else dict(self.wait_for("view_updated")["view"])


def _buttons(block: dict[str, Any]) -> list[dict[str, Any]]:
    """A row's elements, and what stands beside a text."""
    if block["type"] == "actions":
        return [each for each in block["elements"] if each["type"] == "button"]
    return [block["accessory"]] if "accessory" in block else []


def words(message: dict[str, Any]) -> str:
    """Everything that a message says: its text, its blocks and its table cells."""
    return json.dumps([message.get("text"), message.get("blocks")], ensure_ascii=False)


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A modal's elements by what they are called."""
    return {each["block_id"]: each["element"] for each in view["blocks"] if "element" in each}


def filled(view: dict[str, Any]) -> dict[str, str]:
    """What a modal's inputs hold when it opens; those that hold nothing are left out."""
    chosen = {
        name: element.get("initial_option", {}).get("value")
        or ",".join(each["value"] for each in element.get("initial_options", ()))
        or next((element[key] for key in _TYPED if key in element), "")
        for name, element in inputs(view).items()
    }
    return {name: value for name, value in chosen.items() if value}


def table(message: dict[str, Any]) -> list[list[str]]:
    """The rows of a message's table, all of its pages, headings first."""
    block = next(each for each in message["blocks"] if each["type"] in ("table", "data_table"))
    return [[cell["text"] for cell in row] for row in block["rows"]]


def pictures(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A message's image blocks."""
    return [each for each in message.get("blocks", []) if each["type"] == "image"]


def _states(view: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    kinds = {name: element["type"] for name, element in inputs(view).items()}
    return {name: {name: _state(kinds[name], value)} for name, value in values.items()}


_TYPED = ("initial_value", "initial_date", "initial_time", "initial_conversation")


def _state(kind: str, value: str) -> dict[str, Any]:
    if kind in ("static_select", "external_select"):
        option = {"text": {"type": "plain_text", "text": value}, "value": value}
        return {"type": kind, "selected_option": option}
    if kind == "multi_static_select":
        texts = [{"type": "plain_text", "text": each} for each in value.split(",")]
        options = [{"text": text, "value": text["text"]} for text in texts]
        return {"type": kind, "selected_options": options}
    told = {
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "conversations_select": "selected_conversation",
    }
    return {"type": kind, told.get(kind, "value"): value}


def _request(url: str, body: bytes | None = None, kind: str = "application/json") -> dict[str, Any]:
    request = urllib.request.Request(url, body, {"Content-Type": kind} if body else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{url}: {error.status} {error.read().decode()}") from None


def _multipart(fields: dict[str, str], files: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    border = uuid.uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    parts += [
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    return b"".join(
        [*parts, f"--{border}--\r\n".encode()]
    ), f"multipart/form-data; boundary={border}"
