"""What an app's message may say, checked against Slack's rules and as Slack stores it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.workspace import limits, mentions
from bot.workspace.blockkit.blocks import Surface, block_problems, named_blocks
from bot.workspace.blockkit.checks import Json, Problem
from bot.workspace.errors import SlackError
from bot.workspace.message_json import shown_file_id
from bot.workspace.misbehaviour import Kind
from bot.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, checked and as Slack stores it."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.text or self.blocks or self.attachments)


def checked_content(workspace: Workspace, body: Json) -> Content:
    """Check an app's message against Slack's rules.

    Parameters
    ----------
    workspace : Workspace
    body : dict
        ``text``, ``blocks``, ``attachments``, ``markdown_text``, ``metadata``, ``parse``; others
        are ignored.

    Raises
    ------
    SlackError
        ``invalid_blocks`` and its kin, with the reasons and their JSON pointers.
    """
    blocks = body.get("blocks") or []
    attachments = body.get("attachments") or []
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments")
    if markdown := body.get("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(str(markdown)) > limits.MARKDOWN_TOTAL:
            raise SlackError("msg_too_long")
        blocks = [{"type": "markdown", "text": markdown}]
    _refuse_bad_blocks(workspace, blocks)
    _refuse_bad_attachments(workspace, attachments)
    if workspace.misbehaviour.take(Kind.IGNORE_BLOCKS):
        blocks = []
    text = mentions.sent(text[: limits.MESSAGE_TEXT])
    return Content(
        text if body.get("parse") == "none" else mentions.linked(text),
        named_blocks(_linked(blocks), workspace.state.fresh_block_ids()),
        attachments,
        _checked_metadata(body.get("metadata")),
    )


def _linked(node: Any) -> Any:
    """Copy blocks with links made of addresses in their text, where it isn't verbatim."""
    if isinstance(node, list):
        return [_linked(each) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {name: _linked(each) for name, each in node.items()}
    if node.get("type") == "mrkdwn" and not node.get("verbatim"):
        copy["text"] = mentions.linked(node["text"])
    return copy


def _refuse_bad_blocks(workspace: Workspace, blocks: Any) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = block_problems(blocks, Surface.MESSAGE) or list(
        file_problems(workspace, blocks, "/blocks")
    )
    types = {block["type"] for block in blocks} if not problems else set()
    if refused := workspace.misbehaviour.refused_block(types):
        problems = [Problem(f"unsupported type: {refused}", "/blocks/0/type", "unsupported_type")]
    if problems:
        raise refusal(problems)


def _refuse_bad_attachments(workspace: Workspace, attachments: Any) -> None:
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        pointer = f"/attachments/{index}/blocks"
        blocks = attachment.get("blocks", [])
        problems = block_problems(blocks, Surface.MESSAGE, pointer)
        problems = problems or list(file_problems(workspace, blocks, pointer))
        if problems:
            raise refusal(problems, "invalid_attachments")


def refusal(problems: list[Problem], code: str = "invalid_blocks") -> SlackError:
    """Word the objections as posting methods do."""
    if any(problem.code == "only_one_table_allowed" for problem in problems):
        code = "invalid_attachments"
    reasons = [str(problem) for problem in problems]
    messages = [f"[ERROR] {reason}" for reason in reasons]
    return SlackError(code, errors=reasons, response_metadata={"messages": messages})


def file_problems(workspace: Workspace, node: Any, pointer: str) -> Iterator[Problem]:
    """List the ``slack_file`` objects whose file can't be shown, or can't yet."""
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from file_problems(workspace, each, f"{pointer}/{index}")
    elif isinstance(node, dict):
        for name, each in node.items():
            if name == "slack_file":
                file = workspace.files.get(shown_file_id(each))
                if file is None or not file.ready or not file.is_image:
                    yield Problem("invalid slack file", f"{pointer}/slack_file")
            else:
                yield from file_problems(workspace, each, f"{pointer}/{name}")


def _checked_metadata(metadata: Any) -> Json | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not metadata.get("event_type"):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > limits.METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata
