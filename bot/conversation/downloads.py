"""Fetching the files that people post."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient

from analytics.vocabulary.errors import SegbotError
from storage.reading.limits import Limits

_CHUNK = 1 << 20
_TIMEOUT = 60
#: After how many seconds a file that Slack didn't hand over is asked for again.
_WAITS = (0.5, 2)
#: Larger files are refused before anything is fetched.
_MOST_BYTES = Limits().file_bytes
#: A file with such a name gets an answer, even if it is only why it can't be read yet.
_DATA_ENDINGS = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"),
    *(".json", ".jsonl", ".parquet", ".zip", ".gz"),
)


@dataclass(frozen=True)
class SlackFile:
    """A file that somebody posted, as Slack describes it."""

    id: str
    name: str
    size: int
    url: str

    @property
    def looks_like_data(self) -> bool:
        """Whether its name says that it is a table."""
        return may_be_data(self.name)

    @property
    def may_be_prose(self) -> bool:
        """Whether only what is in it tells a table from somebody's notes."""
        return self.name.casefold().endswith(_PROSE_ENDING)


_PROSE_ENDING = ".txt"


def may_be_data(name: str) -> bool:
    """Whether a file of this name can be a table; people post many other files."""
    return name.casefold().endswith(_DATA_ENDINGS)


class NotFetchedError(SegbotError):
    """Slack didn't hand a file over, which it may do later."""


class _Refusal(OSError):
    """Asked for again, it would be the same."""


def _is_refusal(error: Exception) -> bool:
    """Whether another try would end as this one, rather than meet Slack in a better moment."""
    if isinstance(error, HTTPError):
        return (
            error.code < HTTPStatus.INTERNAL_SERVER_ERROR
            and error.code != HTTPStatus.TOO_MANY_REQUESTS
        )
    return isinstance(error, _Refusal)


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the bot's token to wherever it points."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class Downloads:
    """Fetches posted files with the bot's token.

    Parameters
    ----------
    client : WebClient
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._opener = build_opener(_NoRedirects)

    def describe(self, file_id: str) -> SlackFile:
        """What Slack knows of a file.

        Raises
        ------
        SlackApiError
            If the bot can't see it, or it is gone.
        """
        file = self._client.files_info(file=file_id)["file"]
        return SlackFile(
            id=file_id,
            name=str(file.get("name") or file_id),
            size=int(file.get("size") or 0),
            url=str(file.get("url_private_download") or file.get("url_private") or ""),
        )

    @contextmanager
    def fetched(self, file: SlackFile) -> Iterator[Path]:
        """The file's bytes on disk, for as long as they are needed.

        Raises
        ------
        NotFetchedError
            If Slack didn't hand it over.
        SegbotError
            If it is too large, or elsewhere.
        """
        self._refuse_unfit(file)
        with tempfile.TemporaryDirectory(prefix="segbot-") as folder:
            # Never the person's own name for the file: it may hold a path.
            path = Path(folder) / "upload"
            self._fetch(file, path)
            yield path

    def _refuse_unfit(self, file: SlackFile) -> None:
        if file.size > _MOST_BYTES:
            raise SegbotError(
                f"{file.name} is {file.size / 1e6:,.0f} MB; I take files up to "
                f"{_MOST_BYTES / 1e6:,.0f} MB.",
                "Split it, for example by year, and upload the parts.",
            )
        if not self._is_slacks(file.url):
            raise SegbotError(
                f"{file.name} isn't stored in Slack, so I can't read it.",
                "Upload the file itself rather than a link to it.",
            )

    def _is_slacks(self, url: str) -> bool:
        """Whether the token may be sent there: Slack's own hosts, or the stand-in's."""
        host = urlsplit(url).hostname or ""
        own = urlsplit(self._client.base_url).hostname or ""
        return host == own or (own == "slack.com" and host.endswith(".slack.com"))

    def _fetch(self, file: SlackFile, path: Path) -> None:
        waits = [*_WAITS]
        while True:
            try:
                self._fetch_once(file, path)
            except (OSError, HTTPException) as error:
                if waits and not _is_refusal(error):
                    time.sleep(waits.pop(0))
                    continue
                raise NotFetchedError(
                    f"I couldn't fetch {file.name} from Slack.",
                    "Have me read it again; if that doesn't help, I may lack the files:read"
                    " permission.",
                ) from error
            return

    def _fetch_once(self, file: SlackFile, path: Path) -> None:
        request = Request(file.url, headers={"Authorization": f"Bearer {self._client.token}"})
        fetched = 0
        with self._opener.open(request, timeout=_TIMEOUT) as answer, path.open("wb") as out:
            if answer.headers.get_content_type() == "text/html":
                # Slack's way of saying no: its login page, with status 200.
                raise _Refusal("login page instead of the file")
            while chunk := answer.read(_CHUNK):
                fetched += len(chunk)
                if fetched > _MOST_BYTES:
                    raise _Refusal("more bytes than Slack announced")
                out.write(chunk)
