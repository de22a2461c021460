"""Finding every task, schedule and duty: they are declared in the subjects' `jobs` modules."""

import importlib
import importlib.util
import pkgutil

import seawall.domain
from seawall.domain.jobs_queue.tasks import REGISTRY, Registry


def load() -> Registry:
    """Import `jobs` of every subject, and this package's own schedules. Safe to call again."""
    importlib.import_module("seawall.domain.jobs_queue.schedules")
    for subject in pkgutil.iter_modules(seawall.domain.__path__, "seawall.domain."):
        if subject.ispkg and importlib.util.find_spec(f"{subject.name}.jobs") is not None:
            importlib.import_module(f"{subject.name}.jobs")
    return REGISTRY
