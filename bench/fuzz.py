"""Anything, for as long as one likes, to everything that reads what strangers wrote.

./run bench fuzz [TARGET …] [--seconds 60] [--seed N]

The time is for each target. A finding is printed; write it into tests/fuzz/findings.py.
The last line is the sum; the status is 1 if there was a finding.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
import time
import traceback
from pathlib import Path

import django
import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

# Nothing of this installation is needed; settings make keys where there are none.
os.environ["SEAWALL_HOME"] = tempfile.mkdtemp(prefix="seawall-fuzz-")
os.environ["DJANGO_SETTINGS_MODULE"] = "seawall.config.settings"
django.setup()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.fuzz.mutations import made  # noqa: E402
from tests.fuzz.targets import TARGETS, Target  # noqa: E402

AT_ONCE = 2000
# Slower than this for inputs of a few hundred characters is worth a look.
SLOW_MS = 250.0


def main() -> int:
    """One line per target."""
    parser = argparse.ArgumentParser(prog="./run bench fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    options = parser.parse_args()
    findings = 0
    for name in options.targets or TARGETS:
        findings += not _fuzz(name, TARGETS[name], options.seconds, options.seed)
    show("all", findings=findings, seed=options.seed)
    return 1 if findings else 0


def show(figure: str, **values: float | str) -> None:
    """One JSON object on one line."""
    print(json.dumps({"bench": "fuzz", "figure": figure, **values}, ensure_ascii=True), flush=True)


def _fuzz(name: str, target: Target, seconds: float, seed: int) -> bool:
    began, tried, slowest = time.monotonic(), 0, 0.0
    last: object = None

    def one(given_input: object) -> None:
        nonlocal tried, slowest, last
        last = given_input
        started = time.process_time()
        target.check(given_input)
        tried, slowest = tried + 1, max(slowest, time.process_time() - started)

    round_ = 0
    while time.monotonic() - began < seconds:
        ask = hypothesis.seed(seed + round_)(_limited(given(made(target.make))(one)))
        round_ += 1
        try:
            ask()
        except Exception:
            # hypothesis runs the same input again to be sure: it is the last.
            trace = traceback.format_exc().partition("Failing test case")[0]
            show(name, finding=repr(last), trace=trace[-1500:], inputs=tried)
            return False
    ms = round(slowest * 1000, 1)
    show(name, inputs=tried, seconds=round(time.monotonic() - began), slowest_ms=ms, ok=1)
    if ms > SLOW_MS:
        show(name, note=f"one input took {ms} ms of the processor")
    return True


def _limited(ask):  # type: ignore[no-untyped-def]
    return settings(
        max_examples=AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(ask)


if __name__ == "__main__":
    sys.exit(main())
