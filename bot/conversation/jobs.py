"""The worker pool: listeners acknowledge within three seconds, the work happens here."""

import queue
import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger()
Work = Callable[[], None]


class Jobs:
    """Runs questions on a few threads and imports on one, so that neither holds up the other.

    The threads are daemons, unlike a ThreadPoolExecutor's: a stop must not wait for the rest of
    a long import. What it cuts off was recorded, and the person is told at the next start.

    Parameters
    ----------
    workers : int
        How many questions are worked on at the same time.
    """

    def __init__(self, workers: int) -> None:
        self._questions: queue.Queue[Work] = queue.Queue()
        self._imports: queue.Queue[Work] = queue.Queue()
        for number in range(workers):
            _start(self._questions, f"question-{number}")
        _start(self._imports, "import")

    def ask(self, work: Work) -> None:
        """Work on a question as soon as a worker is free."""
        self._questions.put(work)

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way or waits for its turn."""
        return self._imports.unfinished_tasks > 0

    def take_in(self, work: Work) -> None:
        """Work on an import after those that came before it."""
        self._imports.put(work)


def _start(waiting: queue.Queue[Work], name: str) -> None:
    threading.Thread(target=_run, args=(waiting,), name=name, daemon=True).start()


def _run(waiting: queue.Queue[Work]) -> None:
    while True:
        work = waiting.get()
        try:
            work()
        except Exception:
            # The worker must outlive whatever it runs; the person was told where that was possible.
            _log.exception("job failed")
        finally:
            waiting.task_done()
