"""Where the time of a request goes, by part of the program: a table from a sampling profile.

./run bench where [--database sqlite|postgresql] [--reports 1000] [--seconds 5]

In process and one request at a time: what the web server and waiting for turns add is not in it.
"""

import json
import sys

from _load import databases, option, show
from _server import site
from submit import BODY


def main() -> None:
    """One line for each request and part, the dearest part first."""
    seconds, reports = option(sys.argv, "--seconds", "5"), option(sys.argv, "--reports", "1000")
    for database in databases(sys.argv):
        with site(database, "reports", reports) as served:
            served.stop()
            tokens, cookie = served.facts["tokens"], f"seawall_s={served.facts['session']}"
            for name, asked in {
                "submit": ("POST", "/api/v1/programs/bench/reports", tokens["hunter"]),
                "json list": ("GET", "/api/v1/reports?limit=50", tokens["owner"]),
                "inbox": ("GET", "/inbox", cookie),
                "report page": ("GET", f"/inbox/{served.facts['report']}", cookie),
                "report thread": ("GET", f"/reports/{served.facts['report']}", "hunter"),
            }.items():
                found = served.run("_where.py", *asked, json.dumps(BODY), seconds)
                for part, milliseconds in found["parts"].items():
                    show(
                        f"{name}: {part}", database=database, concurrency=1, reports=int(reports),
                        cpu_ms_per_request=milliseconds, sql_statements=found["statements"],
                        bytes=found["bytes"], of_ms=found["cpu_ms"],
                    )  # fmt: skip


main()
