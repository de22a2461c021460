"""API submit at concurrency 1, 8 and 32; the limit is the raw driver doing the same SQL.

./run bench submit [--database sqlite|postgresql] [--seconds 6]

The server writes its log and the worker tells people while the load lasts. The raw driver runs
alone afterwards, on the database that the load has filled, one transaction for each report.
"""

import json
import sys

from _load import databases, load, option, post, show
from _server import site

BODY = {
    "title": "Any signed-in user can read orders of others by number",
    "target": "https://api.openai.com/v1/orders",
    "vrt": "broken_access_control.idor.view_sensitive_information_iterable_object_identifiers",
    "url": "https://api.openai.com/v1/orders/7",
    "description": "Change the number in the address and the order of somebody else is shown. "
    * 25,
    "impact": "Anybody with an account reads the orders of all customers.",
    "kind": "security",
    "accept_terms": 1,
}


def main() -> None:
    """One line for each database and concurrency."""
    seconds = float(option(sys.argv, "--seconds", "6"))
    for database in databases(sys.argv):
        with site(database, "world") as served:
            token, body = served.facts["tokens"]["hunter"], json.dumps(BODY)
            request = post("/api/v1/programs/bench/reports", body, token)
            load(served, request, status=201, concurrency=4, seconds=2)
            rows = [
                (n, load(served, request, status=201, concurrency=n, seconds=seconds))
                for n in (1, 8, 32)
            ]
            served.stop()
            raw = served.run("_raw_submit.py", token, body, str(seconds))
            for concurrency, figures in rows:
                show(
                    "submit", database=database, concurrency=concurrency, reports=None,
                    sql_statements=raw["statements"],
                    ratio_to_raw=round(figures["requests_per_s"] / raw["per_s"], 3),
                    raw_per_s=raw["per_s"], **figures,
                )  # fmt: skip


if __name__ == "__main__":
    main()
