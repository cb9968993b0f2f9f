"""What can go wrong with files and the store, in words for the person who asked."""

from analytics.vocabulary.errors import SegbotError


class EmptyFile(SegbotError):
    """A file without a single row under its headers."""

    def __init__(self, filename: str, what: str) -> None:
        super().__init__(
            f"{filename} {what}.", "Export it again with at least one row of transactions."
        )


class UnreadableFile(SegbotError):
    """A file of a kind that we read, but damaged."""

    def __init__(self, filename: str, what: str) -> None:
        super().__init__(
            f"{filename} {what}.", "Open it in a spreadsheet and save it again as CSV or XLSX."
        )


class UnsupportedFile(SegbotError):
    """A file of a kind that we don't read."""

    def __init__(self, filename: str, kind: str) -> None:
        super().__init__(
            f"{filename} is {kind}, not a table of transactions.",
            "Segbot reads CSV, Excel (XLSX, XLS, XLSB), ODS, JSON Lines and Parquet files, also"
            " zipped: save the table as one of these and upload it again.",
        )


class FileTooBig(SegbotError):
    """A file above the limit of the settings."""

    def __init__(self, filename: str, size: int, limit: int) -> None:
        super().__init__(
            f"{filename} has {size / 1e6:,.1f} MB, and the limit is {limit / 1e6:,.1f} MB.",
            "Split it into smaller files, for example one per year, and upload them one by one.",
        )


class BeyondLimit(SegbotError):
    """A file that would take more than the settings allow; the message names the limit."""

    def __init__(self, filename: str, what: str, hint: str) -> None:
        super().__init__(f"{filename} {what}.", hint)


class LockedFile(SegbotError):
    """A file that opens with a password only."""

    def __init__(self, filename: str) -> None:
        super().__init__(
            f"{filename} is protected by a password.",
            "Save a copy without the password and upload that.",
        )


class StoreBusy(SegbotError):
    """Another import went on longer than one is willing to wait."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"Another import into {store} is still at work.",
            "Wait until it is done and try again.",
        )


class DiskFull(SegbotError):
    """Neither the data nor a temporary file can grow."""

    def __init__(self) -> None:
        super().__init__(
            "The disk that Segbot writes to is full.",
            "Free some space and try again. What was stored before is unharmed.",
        )


class AlreadyRunning(SegbotError):
    """A second bot on the same file."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"Another Segbot is already running on this data ({store}).",
            "Stop it first, or give this one a data folder of its own.",
        )


class NoSuchUpload(SegbotError):
    """An upload that isn't there, or no longer."""

    def __init__(self, upload_id: int) -> None:
        super().__init__(
            f"There is no upload {upload_id}.", "Look up its number in the list of uploads."
        )
