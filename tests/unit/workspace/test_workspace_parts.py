"""Small parts of the workspace: typed text, pictures, rates, ids."""

import struct

import pytest

from bot.workspace import mentions
from bot.workspace.blockkit.rich_text import RICH_TEXT, typed_rich_text
from bot.workspace.files import new_file, picture_size
from bot.workspace.rates import RateLimits, Tier
from bot.workspace.state import State


@pytest.fixture
def state() -> State:
    return State("Echo", "Echo Bot")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a & b", "a &amp; b"),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
        ("<https://a.example?x=1&y=2|link>", "<https://a.example?x=1&y=2|link>"),
        ("<!date^1^{date}|then> <@U0ABC> <#C0ABC>", "<!date^1^{date}|then> <@U0ABC> <#C0ABC>"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_an_apps_text_is_escaped_where_it_is_bare(sent: str, stored: str) -> None:
    assert mentions.sent(sent) == stored


def test_a_persons_broadcast_notifies_and_an_address_does_not(state: State) -> None:
    text = mentions.typed("@here mail maya@tom.example and #nowhere", state)
    assert text == "<!here> mail <mailto:maya@tom.example|maya@tom.example> and #nowhere"
    assert mentions.pings(text, [], []) == ["here"]


def test_a_typed_text_becomes_a_valid_rich_text_block(state: State) -> None:
    text = mentions.typed("@Maya Okafor & @here: #general https://a.example/x @echo-bot", state)
    block = typed_rich_text(text, "b")
    assert list(RICH_TEXT(block, "")) == []
    kinds = [element["type"] for element in block["elements"][0]["elements"]]
    assert [kind for kind in kinds if kind != "text"] == [
        "user",
        "broadcast",
        "channel",
        "link",
        "user",
    ]


def test_message_ids_never_repeat(state: State) -> None:
    stamps = [state.next_ts() for _ in range(1000)]
    assert stamps == sorted(set(stamps))


def test_ids_look_like_slacks(state: State) -> None:
    for user in state.users.values():
        assert user.id.startswith("U")
        assert len(user.id) == 11
        assert user.id.isalnum()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480), (640, 480)),
        (b"GIF89a" + struct.pack("<HH", 10, 20), (10, 20)),
        (
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30) + b"\0",
            (30, 20),
        ),
        (b"\xff\xd8\xff", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"a,b\n", None),
        (b"", None),
    ],
)
def test_picture_sizes_come_from_headers(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size


@pytest.mark.parametrize(
    ("name", "filetype", "mimetype"),
    [
        ("a.CSV", "csv", "text/csv"),
        (
            "b.xlsx",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("c.jpeg", "jpg", "image/jpeg"),
        ("noname", "binary", "application/octet-stream"),
    ],
)
def test_a_files_type_comes_from_its_name(name: str, filetype: str, mimetype: str) -> None:
    file = new_file("F1", name, "U1")
    assert (file.filetype, file.mimetype) == (filetype, mimetype)


def test_a_bucket_empties_for_one_channel_and_not_for_another() -> None:
    rates = RateLimits()
    waits = [rates.wait_for("chat.postMessage", Tier.POSTING, "C1") for _ in range(7)]
    assert waits == [0] * 6 + [1]
    assert rates.wait_for("chat.postMessage", Tier.POSTING, "C2") == 0
