"""The modals that people have open, and each person's Home tab."""

import hashlib
import json
from dataclasses import dataclass, field

from bot.workspace import limits
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import SlackError


@dataclass(slots=True)
class OpenView:
    """A view on somebody's screen.

    Attributes
    ----------
    content : dict
        As the app sent it, ids filled in.
    values : dict
        ``state.values``, as last reported by the page.
    """

    id: str
    user: str
    content: Json
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Changes with the content, so that an app can avoid overwriting a newer view."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()[:16]


class OpenViews:
    """Each person's stack of modals, and their published Home tab."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}

    def stack(self, user: str) -> list[OpenView]:
        """Return a person's modals, the one on top last."""
        return self._stacks.setdefault(user, [])

    def push(self, view: OpenView) -> None:
        """Put a modal on top.

        Raises
        ------
        SlackError
            ``push_limit_reached``.
        """
        stack = self.stack(view.user)
        if len(stack) >= limits.VIEW_STACK:
            raise SlackError("push_limit_reached")
        stack.append(view)

    def close(self, view: OpenView) -> list[OpenView]:
        """Close a modal and whatever stands on it; returns them, the top one first."""
        stack = self.stack(view.user)
        index = stack.index(view)
        closed = stack[index:][::-1]
        del stack[index:]
        return closed

    def clear(self, user: str) -> list[OpenView]:
        """Close all of a person's modals; returns them, the top one first."""
        stack = self.stack(user)
        closed = stack[::-1]
        stack.clear()
        return closed

    def publish(self, view: OpenView) -> None:
        """Show a Home tab."""
        self._homes[view.user] = view

    def home(self, user: str) -> OpenView | None:
        """Return a person's Home tab; None before the app has published one."""
        return self._homes.get(user)

    def find(self, view_id: str) -> OpenView | None:
        """Return a view that is open or published."""
        everything = [*self._homes.values(), *(v for stack in self._stacks.values() for v in stack)]
        return next((view for view in everything if view.id == view_id), None)

    def find_external(self, external_id: str) -> OpenView | None:
        """Return the open view that the app named so."""
        for stack in self._stacks.values():
            for view in stack:
                if view.content.get("external_id") == external_id:
                    return view
        return None
