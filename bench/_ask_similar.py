"""Asks for what is like some reports of the prepared data, one at a time; the last line is JSON."""

import json
import random
import statistics
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from seawall.domain.accounts import queries as people  # noqa: E402
from seawall.domain.accounts.models import User  # noqa: E402
from seawall.domain.readings.commands import BUFFER  # noqa: E402
from seawall.domain.reports.models import Report  # noqa: E402
from seawall.domain.search.queries import similar  # noqa: E402

ASKED = 200

owner = User.objects.get(handle="owner-bench")
actor = people.actor_for_user(owner.pk, second_factor=True)
newest = list(Report.objects.order_by("-pk").values_list("public_id", flat=True)[:5000])
chosen = random.Random(3).sample(newest, min(ASKED, len(newest)))
similar(actor, chosen[0])
with CaptureQueriesContext(connection) as asked:
    similar(actor, chosen[0])
times, began = [], time.process_time()
for public_id in chosen:
    start = time.perf_counter()
    similar(actor, public_id)
    times.append((time.perf_counter() - start) * 1000)
    BUFFER.forget()
cpu = (time.process_time() - began) * 1000 / len(chosen)
times.sort()
print(
    json.dumps(
        {
            "concurrency": 1,
            "p50_ms": round(statistics.median(times), 2),
            "p95_ms": round(times[int(len(times) * 0.95)], 2),
            "p99_ms": round(times[min(len(times) - 1, int(len(times) * 0.99))], 2),
            "cpu_ms_per_request": round(cpu, 2),
            "sql_statements": len(asked),
        }
    )
)
