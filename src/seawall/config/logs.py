"""Structured logs: one JSON object per line, without query strings, bodies or secrets."""

from typing import Any

import structlog


def configuration(level: str) -> dict[str, Any]:
    """A logging.config dictionary; also configures structlog for this process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    # Locals of a failing frame may hold a report or a secret: never shown.
                    structlog.processors.ExceptionRenderer(
                        structlog.tracebacks.ExceptionDictTransformer(
                            show_locals=False, max_frames=12
                        )
                    ),
                    _wordless,
                    _cut,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        # Django's own request log names full paths with query strings; ours does not.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": False},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
            "waitress": {"level": "WARNING"},
            # One line for each request that waits for a thread: under load it is the load.
            "waitress.queue": {"level": "ERROR"},
        },
    }


LONGEST_VALUE = 2000


def _wordless(logger: Any, method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The message of an exception may hold what somebody sent: type and place are enough."""
    for raised in entry.get("exception") or ():
        raised.pop("exc_value", None)
        raised.pop("exc_notes", None)
    return entry


def _cut(logger: Any, method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """No value longer than a screen, so that no line is too long for whoever reads the log."""
    return {
        key: f"{value[:LONGEST_VALUE]}…" if isinstance(value, str) and len(value) > LONGEST_VALUE
        else value
        for key, value in entry.items()
    }  # fmt: skip
