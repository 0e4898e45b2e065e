"""structlog as JSON lines to stdout, and to a rotated file when one is named.

Event names are static and dotted (`fetch.blocked`); ids are fields; no headers, keys or page
text go into a log. A full disk under the log file must not stop a run.
"""

import logging
import logging.handlers
import re
import sys
from contextlib import suppress
from pathlib import Path

import structlog

LOG_FILE_BYTES = 10 * 1024 * 1024
LOG_FILES_KEPT = 5
CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")


class ForgivingFileHandler(logging.handlers.RotatingFileHandler):
    """Drops a line it cannot write (disk full, file gone); stdout still has it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 (its name)
        return


def configure_logs(level: str, log_file: Path | None) -> None:
    """Route structlog and the libraries' loggers to the same JSON lines."""
    root = logging.getLogger()
    root.handlers = handlers_for(log_file)
    root.setLevel(level)
    quieten_libraries()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def handlers_for(log_file: Path | None) -> list[logging.Handler]:
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stdout)]
    if log_file is not None:
        with suppress(OSError):  # a full disk; stdout has every line
            log_file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            ForgivingFileHandler(
                log_file, maxBytes=LOG_FILE_BYTES, backupCount=LOG_FILES_KEPT, delay=True
            )
        )
    for handler in handlers:
        handler.setFormatter(json_formatter())
    return handlers


def json_formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared_processors(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def shared_processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact_credentials,
    ]


def redact_credentials(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Addresses of services carry passwords; a library may put one into its message."""
    return {
        key: CREDENTIALS_IN_URL.sub("***", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


def quieten_libraries() -> None:
    """Their INFO lines say what ours say better; uvicorn keeps its own way of handling them."""
    for name in (
        "httpx",
        "httpx2",
        "httpcore",
        "apscheduler",
        "rq.worker",
        "openai",
        "trafilatura",
        "alembic",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
