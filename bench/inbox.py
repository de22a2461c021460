"""The team's inbox: first page, filtered page, deep page, at 1,000 and 100,000 reports.

./run bench inbox [--database sqlite|postgresql] [--reports 1000,100000] [--seconds 3]

`server_p50_ms` and `server_p99_ms` are the time in the application alone, one request at a time.
`server_cpu_ms` is the median of the processor's time for it, which a busy machine changes least.
Every page is full, at any number of reports: `rows` says so, and only equal pages can be compared.
"""

import re
import sys
from typing import Any

from _client import Connection
from _load import databases, get, load, option, show
from _server import Site, site


def main() -> None:
    """One line for each database, size, page and concurrency."""
    seconds = float(option(sys.argv, "--seconds", "3"))
    sizes = [int(one) for one in option(sys.argv, "--reports", "1000,100000").split(",")]
    for database in databases(sys.argv):
        for reports in sizes:
            with site(database, "reports", str(reports)) as served:
                for line in _pages(served, seconds):
                    show(database=database, reports=reports, **line)


def _pages(served: Site, seconds: float) -> list[dict[str, Any]]:
    cookie = f"seawall_s={served.facts['session']}"
    pages = {
        "inbox first page": "/inbox",
        "inbox filtered page": "/inbox?q=state:resolved+priority:1,2",
        "inbox deep page": _deep(served.port, cookie),
    }
    lines = []
    for name, path in pages.items():
        raw = served.run("_raw_page.py", cookie, path, str(min(seconds, 2)))
        request = get(path, cookie)
        load(served, request, status=200, concurrency=1, seconds=1)
        for concurrency in (1, 8):
            figures = load(served, request, status=200, concurrency=concurrency, seconds=seconds)
            ratio = round(figures["requests_per_s"] / raw["per_s"], 3)
            lines.append(
                {"name": name, "concurrency": concurrency, "ratio_to_raw": ratio,
                 "rows": raw["rows"], "sql_statements": raw["statements"],
                 "raw_per_s": raw["per_s"]}
                | {key: raw[key] for key in ("server_p50_ms", "server_p99_ms", "server_cpu_ms")}
                | figures
            )  # fmt: skip
    return lines


def _deep(port: int, cookie: str) -> str:
    """Open and closed, forty times "older", or the last page that is full."""
    path, following, connection = "", "/inbox?q=", Connection(port)
    for _ in range(40):
        page = connection.ask(get(following, cookie).encode())[1].decode()
        found = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
        if found is None:
            break
        path = following
        following = (found[1] or found[2]).replace("&amp;", "&")
        following = following if following.startswith("/") else f"/inbox{following}"
    return path


main()
