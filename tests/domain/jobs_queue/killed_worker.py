"""A worker process for test_worker: works until somebody kills it.

Arguments: the name of the test database, and a file to which each start of a job is appended.
"""

import os
import sys
import threading
import time
from datetime import timedelta

import django


def main(database: str, starts: str) -> None:
    """Run a worker with a short lease and one task, which leaves one row."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seawall.config.settings")
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from seawall.domain.jobs_queue.models import ScheduleSlot
    from seawall.domain.jobs_queue.tasks import task
    from seawall.domain.jobs_queue.worker import Worker

    @task("test.leave_a_row", atomic=True, max_attempts=20)
    def leave_a_row(number: int) -> None:
        with open(starts, "a", encoding="utf-8") as file:
            file.write(f"{number}\n")
        ScheduleSlot.objects.create(name=f"row-{number}", slot=number)
        time.sleep(0.05)

    Worker(stop=threading.Event(), lease=timedelta(seconds=1), poll_seconds=0.1).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
