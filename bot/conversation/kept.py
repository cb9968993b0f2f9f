"""Answers that are kept for a while: asking for them again would make something anew."""

from collections import OrderedDict
from threading import Lock

from bot.services.answer import Answer

_MOST = 8


class KeptAnswers:
    """The latest few, by the message that shows the first of each."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._lock = Lock()

    def keep(self, channel: str, ts: str, answer: Answer) -> None:
        """Keep an answer in place of the oldest."""
        with self._lock:
            self._answers[channel, ts] = answer
            while len(self._answers) > _MOST:
                self._answers.popitem(last=False)

    def find(self, channel: str, ts: str | None) -> Answer | None:
        """The answer that a message shows the first of, if it is still there."""
        return self._answers.get((channel, ts)) if ts else None
