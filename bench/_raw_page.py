"""One page in process: its statements, its server time, and the bare driver doing the same SQL."""

import json
import re
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from seawall.cli.serving import collect_rarely  # noqa: E402


def main(cookie: str, path: str, seconds: float) -> None:
    client = Client()
    name, _, value = cookie.partition("=")
    client.cookies[name] = value
    seen = []

    def wrapper(execute, sql, params, many, context):
        seen.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    first = client.get(path)
    assert first.status_code == 200
    with connection.execute_wrapper(wrapper):
        assert client.get(path).status_code == 200
    collect_rarely()
    times, spent = [], []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        start, used = time.perf_counter(), time.process_time()
        client.get(path)
        times.append(time.perf_counter() - start)
        spent.append(time.process_time() - used)
    times.sort()
    spent.sort()
    reads = [one for one in seen if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    count, until = 0, time.perf_counter() + seconds
    is_sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    while time.perf_counter() < until:
        cursor = connection.connection.cursor()
        for sql, params in reads:
            cursor.execute(sql.replace("%s", "?") if is_sqlite else sql, params)
            cursor.fetchall()
        count += 1
    print(
        json.dumps(
            {
                "statements": len(seen),
                "rows": len(set(re.findall(rb'href="/inbox/(R-\w+)', first.content))),
                "per_s": round(count / seconds, 1),
                "server_p50_ms": round(times[len(times) // 2] * 1000, 2),
                "server_cpu_ms": round(spent[len(spent) // 2] * 1000, 2),
                "server_p99_ms": round(times[int(len(times) * 0.99)] * 1000, 2),
            }
        )
    )


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
