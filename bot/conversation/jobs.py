"""The worker pool: listeners acknowledge within three seconds, the work happens here."""

import queue
import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger()
Job = Callable[[], None]


class Jobs:
    """Runs questions on a few threads and imports on one, so that neither holds up the other.

    The threads are daemons, unlike a ThreadPoolExecutor's: a stop must not wait for the rest of
    a long import. What it cuts off is kept, and goes on or is told of at the next start.

    Parameters
    ----------
    workers : int
        How many questions are worked on at the same time.
    """

    def __init__(self, workers: int) -> None:
        self._questions: queue.Queue[Job] = queue.Queue()
        self._imports: queue.Queue[Job] = queue.Queue()
        self._changed = threading.Condition()
        self._under_way = 0
        self._stopping = False
        for number in range(workers):
            self._start(self._questions, f"question-{number}")
        self._start(self._imports, "import")

    def ask(self, job: Job) -> None:
        """Work on a question as soon as a worker is free."""
        self._questions.put(job)

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way or waits for its turn."""
        return self._imports.unfinished_tasks > 0

    def take_in(self, job: Job) -> None:
        """Work on an import after those that came before it."""
        self._imports.put(job)

    def later(self, seconds: float, job: Job) -> None:
        """Work on something after a while, unless it is stopped by then."""
        timer = threading.Timer(seconds, self.ask, [job])
        timer.daemon = True
        timer.start()

    def stop(self, seconds: float) -> None:
        """Begin nothing more, and wait so long at most for what is under way."""
        with self._changed:
            self._stopping = True
            self._changed.wait_for(lambda: not self._under_way, seconds)

    def _start(self, waiting: "queue.Queue[Job]", name: str) -> None:
        threading.Thread(target=self._run, args=(waiting,), name=name, daemon=True).start()

    def _run(self, waiting: "queue.Queue[Job]") -> None:
        while True:
            job = waiting.get()
            with self._changed:
                if self._stopping:
                    return
                self._under_way += 1
            try:
                job()
            except Exception:
                # The worker must outlive whatever it runs; the person was told where possible.
                _log.exception("job failed")
            finally:
                waiting.task_done()
                with self._changed:
                    self._under_way -= 1
                    self._changed.notify_all()
