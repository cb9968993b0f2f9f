"""Showing views: opening, pushing, replacing and closing them, and telling the page."""

from bot.workspace.blockkit.blocks import named_blocks
from bot.workspace.blockkit.checks import Json
from bot.workspace.blockkit.views import checked_view
from bot.workspace.content import file_problems
from bot.workspace.errors import ArgumentError, SlackError
from bot.workspace.message_json import page_view
from bot.workspace.open_views import OpenView
from bot.workspace.workspace import Workspace


def _content(workspace: Workspace, view: object, kind: str) -> Json:
    content = checked_view(view, kind)
    problems = list(file_problems(workspace, content["blocks"], "/view/blocks"))
    if problems:
        raise ArgumentError([str(problem) for problem in problems])
    return content | {"blocks": named_blocks(content["blocks"], workspace.state.fresh_block_ids())}


def open_modal(workspace: Workspace, user: str, view: object) -> OpenView:
    """Open a modal for a person; whatever they had open is replaced.

    Raises
    ------
    SlackError
        The view is malformed, or its ``external_id`` is taken.
    """
    content = _content(workspace, view, "modal")
    _refuse_taken_name(workspace, content)
    for closed in workspace.views.clear(user):
        _tell_closed(workspace, closed)
    view_id = workspace.state.new_id("V")
    opened = OpenView(view_id, user, content, view_id)
    workspace.views.push(opened)
    tell(workspace, opened, "view_opened")
    return opened


def push_modal(workspace: Workspace, user: str, view: object) -> OpenView:
    """Put a modal on top of a person's open ones.

    Raises
    ------
    SlackError
        The view is malformed, nothing is open, or three are open already.
    """
    content = _content(workspace, view, "modal")
    _refuse_taken_name(workspace, content)
    stack = workspace.views.stack(user)
    if not stack:
        raise SlackError("not_found")
    top = stack[-1]
    pushed = OpenView(workspace.state.new_id("V"), user, content, top.root_id, top.id)
    workspace.views.push(pushed)
    tell(workspace, pushed, "view_opened")
    return pushed


def _refuse_taken_name(workspace: Workspace, content: Json) -> None:
    name = content.get("external_id")
    if name and workspace.views.find_external(name):
        raise SlackError("duplicate_external_id")


def replace_modal(workspace: Workspace, shown: OpenView, view: object) -> None:
    """Put another content into an open modal; what was typed stays where ids stayed.

    Raises
    ------
    SlackError
        The view is malformed.
    """
    shown.content = _content(workspace, view, "modal")
    kept = {block["block_id"] for block in shown.content["blocks"]}
    shown.values = {block: each for block, each in shown.values.items() if block in kept}
    tell(workspace, shown, "view_updated")


def publish_home(workspace: Workspace, user: str, view: object) -> OpenView:
    """Show a Home tab to a person.

    Raises
    ------
    SlackError
        The view is malformed.
    """
    content = _content(workspace, view, "home")
    earlier = workspace.views.home(user)
    view_id = earlier.id if earlier else workspace.state.new_id("V")
    home = OpenView(view_id, user, content, view_id)
    workspace.views.publish(home)
    workspace.streams.tell(user, {"type": "home", "view": page_view(workspace, home)})
    return home


def close_modal(workspace: Workspace, view: OpenView, *, cleared: bool = False) -> None:
    """Close a modal, or with ``cleared`` the whole stack it stands in."""
    views = workspace.views
    closed = views.clear(view.user) if cleared else views.close(view)
    for each in closed:
        _tell_closed(workspace, each, cleared=cleared)


def _tell_closed(workspace: Workspace, view: OpenView, *, cleared: bool = False) -> None:
    frame = {"type": "view_closed", "view_id": view.id, "cleared": cleared}
    workspace.streams.tell(view.user, frame)


def tell(workspace: Workspace, view: OpenView, kind: str) -> None:
    """Show a view on its person's pages."""
    workspace.streams.tell(view.user, {"type": kind, "view": page_view(workspace, view)})
