"""One request in process again and again, sampled once in a millisecond of CPU time.

A sample belongs to the innermost frame of a known part; the standard library's own frames belong
to whoever called them.
"""

import json
import signal
import sys
import time
from collections import Counter
from types import FrameType

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from seawall.cli.serving import collect_rarely  # noqa: E402

# First match wins.
PARTS = (
    ("database and driver", ("/django/db/backends", "/config/databases", "/psycopg")),
    ("ORM", ("/django/db/",)),
    ("templates", ("/django/template", "/django_cotton", "/seawall/web/templatetags")),
    ("words and times", ("/django/utils/translation", "/django/utils/timezone", "/gettext.py")),
    ("log line", ("/structlog", "/logging/")),
    ("typed API", ("/ninja", "/pydantic")),
    ("the test client", ("/django/test",)),
    ("Django's request", ("/django/", "/asgiref", "/whitenoise", "/allauth", "/django_htmx")),
    ("receipts and log", ("/domain/audit",)),
    ("secrets", ("/domain/vault",)),
    ("programmes and scope", ("/domain/programs",)),
    ("taxonomy", ("/domain/taxonomy",)),
    ("accounts", ("/domain/accounts",)),
    ("reports", ("/domain/reports",)),
    ("domain, other", ("/seawall/domain",)),
    ("API", ("/seawall/api",)),
    ("pages", ("/seawall/web/pages", "/seawall/web/views")),
    ("middleware and sessions", ("/seawall/web",)),
    ("lib", ("/seawall/lib",)),
)  # fmt: skip
_known: dict[str, str] = {}
samples: Counter[str] = Counter()


def part_of(file: str) -> str:
    """Which part a source file belongs to; empty for the standard library."""
    if file not in _known:
        found = (name for name, paths in PARTS if any(path in file for path in paths))
        _known[file] = next(found, "")
    return _known[file]


def sample(_number: int, frame: FrameType | None) -> None:
    while frame is not None:
        if part := part_of(frame.f_code.co_filename):
            samples[part] += 1
            return
        frame = frame.f_back


def main(method: str, path: str, who: str, body: str, seconds: float) -> None:
    client = Client()
    headers = {}
    if path.startswith("/api/"):
        headers["Authorization"] = f"Bearer {who}"
    elif "=" in who:
        name, _, client.cookies[name] = who.partition("=")
    else:
        client.force_login(get_user_model().objects.get(handle=f"{who}-bench"))

    def ask():
        if method == "GET":
            return client.get(path, headers=headers)
        return client.post(path, body, content_type="application/json", headers=headers)

    answer = ask()
    with CaptureQueriesContext(connection) as caught:
        answer = ask()
    assert answer.status_code in (200, 201), (path, answer.status_code)
    statements = [one for one in caught if not one["sql"].startswith(("BEGIN", "SAVE", "RELEASE"))]
    collect_rarely()
    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    count, used, until = 0, time.process_time(), time.perf_counter() + seconds
    while time.perf_counter() < until:
        ask()
        count += 1
    used = time.process_time() - used
    signal.setitimer(signal.ITIMER_PROF, 0)
    whole = sum(samples.values())
    each = used * 1000 / count
    print(
        json.dumps(
            {
                "cpu_ms": round(each, 2),
                "statements": len(statements),
                "bytes": len(answer.content),
                "parts": {
                    part: round(each * number / whole, 3) for part, number in samples.most_common()
                },
            }
        )
    )


main(*sys.argv[1:5], float(sys.argv[5]))
