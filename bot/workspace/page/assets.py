"""The page's own scripts and styles."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class Assets(StaticFiles):
    """Files that the browser asks after each time: an update must not meet half of the old page."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Send a file, or that it hasn't changed."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response
