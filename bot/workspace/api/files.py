"""files.*: uploads in three steps, reading about a file, deleting it."""

from collections.abc import Mapping

from bot.workspace import limits, messages, uploads
from bot.workspace.api.method import Arguments, Method, joined_channel
from bot.workspace.blockkit.checks import Json
from bot.workspace.content import Content, checked_content
from bot.workspace.errors import SlackError
from bot.workspace.files import StoredFile, file_json, new_file
from bot.workspace.rates import Tier
from bot.workspace.state import Channel
from bot.workspace.workspace import Workspace


def _upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    name = arguments.optional_text("filename")
    length = arguments.number("length", 0)
    if not name or length <= 0:
        raise SlackError("missing_argument")
    if length > limits.FILE_BYTES:
        raise SlackError("file_upload_size_restricted")
    alt_txt = arguments.optional_text("alt_txt") or ""
    if len(alt_txt) > limits.ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    bot = workspace.state.bot_user.id
    file = new_file(workspace.state.new_id("F"), name, bot, alt_txt=alt_txt)
    workspace.files.add(file)
    return {"upload_url": f"{workspace.url}/upload/{file.id}", "file_id": file.id}


def _complete(workspace: Workspace, arguments: Arguments) -> Json:
    listed = arguments.json("files")
    if not listed or not isinstance(listed, list) or not all(isinstance(e, dict) for e in listed):
        raise SlackError("invalid_arguments")
    channels = _channels(workspace, arguments)
    thread_ts = arguments.optional_text("thread_ts")
    if thread_ts and len(channels) != 1:
        raise SlackError("invalid_arguments")
    files = [_uploaded(workspace, entry) for entry in listed]
    content = _comment(workspace, arguments)
    for file, entry in zip(files, listed, strict=True):
        file.completed = True
        file.title = entry.get("title") or file.title
    uploads.process(
        workspace,
        files,
        [channel.id for channel in channels],
        content=content,
        thread_ts=thread_ts,
    )
    return {"files": [_describe(workspace, file) for file in files]}


def _channels(workspace: Workspace, arguments: Arguments) -> list[Channel]:
    named = arguments.optional_text("channel_id") or arguments.optional_text("channels")
    ids = named.split(",") if named else []
    for channel_id in ids:
        if channel_id.startswith("#") or workspace.state.channel_named(channel_id):
            raise SlackError("invalid_channel")
        # A person's id isn't a conversation here, unlike in chat.postMessage.
        if channel_id not in workspace.state.channels:
            raise SlackError("channel_not_found")
    channels = [joined_channel(workspace, channel_id) for channel_id in ids]
    if any(channel.is_archived or channel.is_read_only for channel in channels):
        raise SlackError("posting_to_channel_denied")
    return channels


def _uploaded(workspace: Workspace, entry: Json) -> StoredFile:
    file = workspace.files.get(str(entry.get("id", "")))
    if file is None or file.content is None or file.completed:
        raise SlackError("file_not_found")
    return file


def _comment(workspace: Workspace, arguments: Arguments) -> Content:
    comment = arguments.optional_text("initial_comment")
    blocks = None if comment else arguments.json("blocks", "invalid_blocks")
    return checked_content(workspace, {"text": comment or "", "blocks": blocks})


def _known(workspace: Workspace, arguments: Arguments) -> StoredFile:
    file = workspace.files.get(arguments.text("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    if not uploads.can_see(workspace, file, workspace.state.bot_user.id):
        raise SlackError("not_visible")
    return file


def _info(workspace: Workspace, arguments: Arguments) -> Json:
    return {"file": _describe(workspace, _known(workspace, arguments)), "comments": []}


def _describe(workspace: Workspace, file: StoredFile) -> Json:
    return file_json(file, workspace.url, workspace.state.team.id)


def _delete(workspace: Workspace, arguments: Arguments) -> Json:
    file = _known(workspace, arguments)
    if file.user != workspace.state.bot_user.id:
        raise SlackError("cant_delete_file")
    workspace.files.remove(file.id)
    for channel, stamps in file.shares.items():
        for ts in stamps:
            if message := workspace.state.message(channel, ts):
                message.files.remove(file.id)
                messages.touched(workspace, message)
    return {}


METHODS: Mapping[str, Method] = {
    "files.getUploadURLExternal": Method(_upload_url, Tier.TIER_4, "files:write"),
    "files.completeUploadExternal": Method(_complete, Tier.TIER_4, "files:write"),
    "files.info": Method(_info, Tier.TIER_4, "files:read"),
    "files.delete": Method(_delete, Tier.TIER_3, "files:write"),
}
