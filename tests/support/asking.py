"""A store that files were put in, to ask about by the door that Slack and the terminal use."""

from datetime import date
from pathlib import Path

from bot.render.plain import summary
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from storage.store import Store


class Shop:
    """Takes files in and answers lines such as ``/rfm changes``, in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder / "shop.db")

    def take_in(self, name: str, content: bytes) -> None:
        """Import a file of this name and content."""
        (self.folder / name).write_bytes(content)
        import_file(self.store, self.folder / name, name, today=date(2026, 1, 1))

    def ask(self, line: str, channel: str = "") -> Answer:
        """The answer to a line, asked from a channel or from nowhere."""
        services = Services()
        return services.ask(line, services.context(self.store, channel=channel))

    def said(self, line: str, channel: str = "") -> str:
        """The answer as plain text."""
        return summary(self.ask(line, channel))
