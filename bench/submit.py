"""API submit at concurrency 1, 8 and 32; the limit is the raw driver doing the same SQL.

./run bench submit [--database sqlite|postgresql] [--seconds 6]
"""

import json
import subprocess
import sys
from pathlib import Path

from _server import databases, load, option, show, site

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
    seconds = float(option(sys.argv, "--seconds", "6"))
    for database in databases(sys.argv):
        with site(database, "world") as served:
            token = served.facts["tokens"]["hunter"]
            body = json.dumps(BODY)
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

            def send(connection, body=body, headers=headers):
                connection.request("POST", "/api/v1/programs/bench/reports", body, headers)
                answer = connection.getresponse()
                content = answer.read()
                assert answer.status == 201, (answer.status, content[:300])
                return len(content)

            load(served, 4, 2, send)
            rows = [(c, load(served, c, seconds, send)) for c in (1, 8, 32)]
            script = str(Path(__file__).with_name("_raw_submit.py"))
            done = subprocess.run(
                [sys.executable, script, token, body, str(seconds)],
                env=served.environment, check=True, capture_output=True, text=True,
            )  # fmt: skip
            raw = json.loads(done.stdout.strip().splitlines()[-1])
            for concurrency, figures in rows:
                show(
                    "submit", database=database, concurrency=concurrency, reports=None,
                    sql_statements=raw["statements"],
                    ratio_to_raw=round(figures["requests_per_s"] / raw["per_s"], 3),
                    raw_per_s=raw["per_s"], **figures,
                )  # fmt: skip


main()
