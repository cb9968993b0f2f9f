"""What a server logs, and how."""

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """Log to standard error, so that standard output stays for answers."""
    numeric = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(
        level=max(numeric, logging.WARNING),
        stream=sys.stderr,
        format="%(asctime)s [%(levelname)-8s] %(message)s",
    )
    # Ours say more than libraries: what runs without Slack logs with Python's own means.
    for name in ("bot", "storage"):
        logging.getLogger(name).setLevel(numeric)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Not the default, which prints local variables: they hold customers.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
