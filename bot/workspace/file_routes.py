"""The addresses that carry bytes: the upload's second step, and downloads."""

from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.workspace import uploads
from bot.workspace.files import StoredFile
from bot.workspace.workspace import Workspace

_SAFE_INLINE = ("image/png", "image/jpeg", "image/gif")
_LOGIN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body></body></html>"


async def receive_upload(workspace: Workspace, request: Request) -> Response:
    """Take the bytes of an upload, raw or as a form; no token is asked for."""
    file = workspace.files.get(request.path_params["ticket"])
    if file is None or file.completed:
        return PlainTextResponse("not found", 404)
    # The SDK sends raw bytes and calls them a form, so only a real multipart body is parsed.
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            parts = [part for part in form.values() if isinstance(part, UploadFile)]
            file.content = await parts[0].read() if parts else None
    else:
        file.content = await request.body()
    return PlainTextResponse(f"OK - {len(file.content or b'')}")


async def download(workspace: Workspace, request: Request) -> Response:
    """Send a file to the app; without the right token a login page comes, with status 200."""
    _, _, file_id = request.path_params["team_file"].rpartition("-")
    file = workspace.files.get(file_id)
    bearer = request.headers.get("authorization", "")
    allowed = (
        file is not None
        and file.content is not None
        and bearer == f"Bearer {workspace.bot_token}"
        and "files:read" in workspace.manifest.scopes
        and uploads.can_see(workspace, file, workspace.state.bot_user.id)
    )
    if file is None or not allowed:
        return HTMLResponse(_LOGIN)
    return Response(file.content, media_type=file.mimetype)


def file_response(file: StoredFile, *, as_download: bool) -> Response:
    """Send a file to the page; whatever isn't a picture is only ever saved, never shown."""
    inline = file.mimetype in _SAFE_INLINE and not as_download
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": "inline" if inline else _attachment(file.name),
    }
    return Response(file.content, media_type=file.mimetype, headers=headers)


def _attachment(name: str) -> str:
    plain = "".join(letter for letter in name if letter.isascii() and letter.isprintable())
    quoted = plain.replace("\\", "").replace('"', "")
    return f"attachment; filename=\"{quoted}\"; filename*=UTF-8''{quote(name, safe='')}"
