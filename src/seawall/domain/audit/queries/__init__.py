"""Reading the log: by position for followers and proofs, newest first for people."""

from seawall.domain.audit.queries.activity import (
    ActivityFilter,
    ActivityPage,
    ActivityRow,
    activity,
    activity_export,
    activity_names,
)
from seawall.domain.audit.queries.log import (
    LAG_CAP,
    LogLag,
    checkpoint_of,
    consistency_proof,
    events_after,
    inclusion_proof,
    key,
    lag,
    latest_checkpoint,
    leaf_of,
    read_tiles,
    tile,
    tree,
)

__all__ = [
    "LAG_CAP",
    "ActivityFilter",
    "ActivityPage",
    "ActivityRow",
    "LogLag",
    "activity",
    "activity_export",
    "activity_names",
    "checkpoint_of",
    "consistency_proof",
    "events_after",
    "inclusion_proof",
    "key",
    "lag",
    "latest_checkpoint",
    "leaf_of",
    "read_tiles",
    "tile",
    "tree",
]
