"""Files: three steps up, slow processing, private until shared, a login page without a token."""

import struct
import urllib.request
import uuid
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pages import Connections, Page, Until
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse


def png(width: int = 3, height: int = 2) -> bytes:
    """Write the smallest valid PNG of a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def get(url: str, token: str | None = None) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()


def drop(
    page: Page, name: str, content: bytes, channel: str = "retail-data", comment: str = ""
) -> None:
    """Have a person drop a file into a channel."""
    boundary = uuid.uuid4().hex
    fields = {"user": page.user, "channel": page.channel(channel), "comment": comment}
    start = f"--{boundary}\r\nContent-Disposition: form-data; name="
    lines = [f'{start}"{field}"\r\n\r\n{value}\r\n'.encode() for field, value in fields.items()]
    lines.append(f'{start}"file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n")
    body = b"".join([*lines, f"--{boundary}--\r\n".encode()])
    request = urllib.request.Request(
        f"{page.served.url}/ui/upload",
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    urllib.request.urlopen(request).close()


@pytest.fixture
def ready(client: WebClient, until: Until) -> Callable[..., dict[str, Any]]:
    """Upload something and wait until it has been processed."""

    def upload(**arguments: Any) -> dict[str, Any]:
        file = client.files_upload_v2(**arguments)["file"]["id"]
        until(lambda: client.files_info(file=file)["file"]["mimetype"])
        return dict(client.files_info(file=file)["file"])

    return upload


def image_block(file_id: str) -> dict[str, Any]:
    return {"type": "image", "alt_text": "a chart", "slack_file": {"id": file_id}}


def test_an_upload_has_no_type_and_no_message_until_it_is_processed(
    client: WebClient, maya: Page, until: Until
) -> None:
    file = client.files_upload_v2(
        filename="top.csv",
        content="a,b\n1,2\n",
        channel=maya.channels["marketing"],
        initial_comment="Here & there",
    )["file"]
    early = client.files_info(file=file["id"])["file"]
    assert (early["mimetype"], early["shares"]) == ("", {})
    assert maya.history() == []
    (message,) = until(maya.history)
    assert (message["subtype"], message["text"]) == ("file_share", "Here &amp; there")
    late = client.files_info(file=file["id"])["file"]
    assert late["mimetype"] == "text/csv"
    channel = maya.channels["marketing"]
    assert late["shares"]["public"][channel] == [{"ts": message["ts"]}]


def test_an_image_can_be_shown_once_it_is_processed_and_not_before(
    client: WebClient, maya: Page, until: Until
) -> None:
    file = client.files_upload_v2(filename="chart.png", content=png())["file"]["id"]
    channel = maya.channels["marketing"]

    def show() -> SlackResponse:
        return client.chat_postMessage(channel=channel, text="chart", blocks=[image_block(file)])

    with pytest.raises(SlackApiError) as caught:
        show()
    assert caught.value.response["error"] == "invalid_blocks"
    reason = "invalid slack file [json-pointer:/blocks/0/slack_file]"
    assert caught.value.response["errors"] == [reason]
    until(lambda: client.files_info(file=file)["file"]["mimetype"])
    show()
    block = maya.history()[0]["blocks"][0]
    assert get(maya.served.url + block["ui_url"])[2] == png()


def test_a_file_that_is_no_image_cannot_be_shown(
    client: WebClient, ready: Callable[..., dict[str, Any]]
) -> None:
    file = ready(filename="top.csv", content="a,b\n")
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client.chat_postMessage(channel="#marketing", text="x", blocks=[image_block(file["id"])])


def test_an_unshared_file_is_seen_by_nobody_else(
    ready: Callable[..., dict[str, Any]], maya: Page
) -> None:
    file = ready(filename="chart.png", content=png())
    path = f"/ui/files/{file['id']}/chart.png?user={maya.user}"
    assert maya.request(path)["status"] == 404


def test_the_size_of_a_picture_is_read_from_its_header(
    ready: Callable[..., dict[str, Any]],
) -> None:
    file = ready(filename="chart.png", content=png(30, 20), title="Chart", alt_txt="alt")
    assert (file["original_w"], file["original_h"]) == (30, 20)
    assert (file["title"], file["alt_txt"]) == ("Chart", "alt")


def test_slow_processing_can_be_asked_for(client: WebClient, maya: Page) -> None:
    maya.misbehave("slow_files", seconds=30)
    file = client.files_upload_v2(filename="chart.png", content=png())["file"]["id"]
    assert client.files_info(file=file)["file"]["mimetype"] == ""


def test_a_dropped_file_reaches_the_app_and_can_be_downloaded(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    heard: dict[str, dict[str, Any]] = {}
    app.event("message")(lambda event: heard.update(message=event))
    app.event("file_shared")(lambda event: heard.update(shared=event))
    connect()
    drop(maya, "Küche & Bad.csv", b"a,b\n1,2\n", comment="for @echo")
    until(lambda: len(heard) == 2)
    (file,) = heard["message"]["files"]
    assert heard["message"]["subtype"] == "file_share"
    assert heard["shared"]["file_id"] == file["id"]
    assert (file["name"], file["filetype"], file["size"]) == ("Küche & Bad.csv", "csv", 8)
    status, kind, content = get(file["url_private_download"], "xoxb-local")
    assert (status, kind, content) == (200, "text/csv", b"a,b\n1,2\n")


@pytest.mark.parametrize("token", [None, "xoxb-other"])
def test_a_download_without_the_token_is_a_login_page_with_status_200(
    maya: Page, token: str | None
) -> None:
    drop(maya, "shop.csv", b"a,b\n")
    file = maya.history("retail-data")[0]["files"][0]
    status, kind, content = get(file["url_private"], token)
    assert (status, kind) == (200, "text/html")
    assert b"a,b" not in content


@pytest.mark.parametrize("done", [False, True])
def test_the_bytes_of_a_file_can_be_cut_off_both_ways(
    client: WebClient, maya: Page, done: bool
) -> None:
    maya.misbehave("cut", method="*load", done=done, times=2)
    ticket = client.files_getUploadURLExternal(filename="a.csv", length=1)
    with pytest.raises(OSError, match="closed connection"):
        urllib.request.urlopen(ticket["upload_url"], data=b"a")
    drop(maya, "shop.csv", b"a,b\n")
    url = maya.history("retail-data")[0]["files"][0]["url_private"]
    with pytest.raises(OSError, match="closed connection"):
        get(url, "xoxb-local")

    assert get(url, "xoxb-local")[2] == b"a,b\n"
    if done:
        client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])
    else:
        with pytest.raises(SlackApiError, match="file_not_found"):
            client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])


@pytest.mark.parametrize("without_scope", ["files:read"])
def test_a_download_needs_the_scope(maya: Page) -> None:
    drop(maya, "shop.csv", b"a,b\n")
    file = maya.history("retail-data")[0]["files"][0]
    assert get(file["url_private"], "xoxb-local")[1] == "text/html"


def test_a_file_of_a_channel_without_the_app_is_not_visible_to_it(
    maya: Page, client: WebClient
) -> None:
    drop(maya, "shop.csv", b"a,b\n", channel="general")
    file = maya.history("general")[0]["files"][0]
    with pytest.raises(SlackApiError, match="not_visible"):
        client.files_info(file=file["id"])


def test_a_page_that_was_uploaded_is_saved_and_never_run(maya: Page) -> None:
    drop(maya, "evil.html", b"<script>alert(1)</script>")
    file = maya.history("retail-data")[0]["files"][0]
    with urllib.request.urlopen(maya.served.url + file["ui_url"]) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_upload_is_completed_once(client: WebClient, maya: Page) -> None:
    file = client.files_upload_v2(filename="a.csv", content="a")["file"]["id"]
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_completeUploadExternal(files=[{"id": file}])


def test_a_channel_name_is_no_place_to_share_a_file(client: WebClient) -> None:
    ticket = client.files_getUploadURLExternal(filename="a.csv", length=1)
    urllib.request.urlopen(ticket["upload_url"], data=b"a").close()
    with pytest.raises(SlackApiError, match="invalid_channel"):
        client.files_completeUploadExternal(
            files=[{"id": ticket["file_id"]}], channel_id="#marketing"
        )


def test_a_deleted_file_leaves_its_message(
    ready: Callable[..., dict[str, Any]], client: WebClient, maya: Page
) -> None:
    file = ready(filename="a.csv", content="a", channel=maya.channels["marketing"])
    client.files_delete(file=file["id"])
    assert "files" not in maya.history()[0]
