"""The team's inbox: first page, filtered page, deep page, at 1,000 and 100,000 reports.

./run bench inbox [--database sqlite|postgresql] [--reports 1000,100000] [--seconds 5]
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from _server import databases, load, option, show, site


def main() -> None:
    seconds = float(option(sys.argv, "--seconds", "5"))
    sizes = [int(one) for one in option(sys.argv, "--reports", "1000,100000").split(",")]
    for database in databases(sys.argv):
        for reports in sizes:
            with site(database, "reports", str(reports)) as served:
                cookie = f"seawall_s={served.facts['session']}"
                deep = _deep(served, cookie)
                pages = {
                    "inbox first page": "/inbox",
                    "inbox filtered page": "/inbox?state=resolved&priority=2",
                    "inbox deep page": deep,
                }
                script = str(Path(__file__).with_name("_raw_page.py"))
                for name, path in pages.items():
                    done = subprocess.run(
                        [sys.executable, script, cookie, path, "2"],
                        env=served.environment, check=True, capture_output=True, text=True,
                    )  # fmt: skip
                    raw = json.loads(done.stdout.strip().splitlines()[-1])
                    send = _getter(path, cookie)
                    load(served, 1, 1, send)
                    for concurrency in (1, 8):
                        figures = load(served, concurrency, seconds, send)
                        show(
                            name, database=database, concurrency=concurrency, reports=reports,
                            sql_statements=raw["statements"],
                            ratio_to_raw=round(figures["requests_per_s"] / raw["per_s"], 3),
                            raw_per_s=raw["per_s"], server_p50_ms=raw["server_p50_ms"],
                            server_p99_ms=raw["server_p99_ms"], **figures,
                        )  # fmt: skip


def _getter(path, cookie):
    def send(connection):
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (path, answer.status, answer.getheader("Location"))
        return len(content)

    return send


def _deep(served, cookie) -> str:
    """Follow "older" forty times, or as far as it goes."""
    import http.client

    path = "/inbox"
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    for _ in range(40):
        connection.request("GET", path, headers={"Cookie": cookie})
        page = connection.getresponse().read().decode()
        found = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
        if found is None:
            break
        following = (found.group(1) or found.group(2)).replace("&amp;", "&")
        path = following if following.startswith("/") else f"/inbox{following}"
    return path


main()
