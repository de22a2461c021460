"""No regular expression of ours takes long, whatever the text: it is tried on texts that hurt.

One that must match as a whole is asked of single lines; others search in whole texts.
"""

import importlib
import inspect
import pkgutil
import re
import signal

import seawall
from seawall.config import urls  # noqa: F401  # loads all in its order

# What the operator starts, and what only runs as a program.
SKIPPED = (
    ".migrations",
    ".urls",
    ".config",
    ".cli",
    ".__main__",
    "verify_receipt",
    "thumbnail_process",
)
LINE, TEXT = 2_000, 16_000
# Of the processor, not of the clock on the wall; usual are milliseconds.
SECONDS = 1
# Each fills a text; then comes something that fits nowhere.
UNITS = (
    "a", "A", "0", "-", "_", " ", "\t", "\n", ".", "/", "=", ":", "\\", "`", "[", "(", "<", "@",
    '"', "a.", "a-", "a@", "a b ", "1.", "a/", "a=b&", "a: b\n", "://", "http://a.", "key=", "sk_",
    "eyJ", "-----BEGIN ", "aB3", "a1-", "R-", "@a", "'", "a,", "{}", "0x", "ab12+/", "é", "\u202e",
)  # fmt: skip


def _patterns() -> dict[str, tuple[re.Pattern[str], bool]]:
    """By name; whether it searches in texts."""
    found = {}
    for module in pkgutil.walk_packages(seawall.__path__, "seawall."):
        if any(part in module.name for part in SKIPPED):
            continue
        loaded = importlib.import_module(module.name)
        source = inspect.getsource(loaded)
        for name, value in vars(loaded).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                uses = set(re.findall(rf"\b{name}\.(\w+)\(", source))
                searches = not uses or not uses <= {"match", "fullmatch"}
                found.setdefault(value.pattern, (f"{module.name}.{name}", (value, searches)))
    return dict(found.values())


def _is_slow(pattern: re.Pattern[str], text: str, *, searches: bool) -> bool:
    def stop(*_given: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        if searches:
            pattern.findall(text)
        else:
            pattern.fullmatch(text[-LINE:])
    except TimeoutError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return False


def test_no_pattern_is_slow_on_any_text():
    patterns = _patterns()
    texts = [unit * (TEXT // len(unit)) + "\x00" for unit in UNITS]

    slow = [
        f"{name} on {text[:12]!r}"
        for name, (pattern, searches) in patterns.items()
        for text in texts
        if _is_slow(pattern, text, searches=searches)
    ]

    assert slow == []
    assert len(patterns) > 40
