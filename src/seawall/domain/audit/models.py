"""The event log and who follows it. Append-only: the database itself refuses all else."""

from django.db import models
from django.db.models import Q

from seawall.domain.tables import Table


class Event(Table):
    """One thing that happened. `position` is NULL until the sequencer gives it, once, for ever.

    `organization_id`, `program_id`, `report_id` and `user_id` are plain numbers: no deletion
    elsewhere may reach into the log. `payload` holds ids, labels and states, never text.
    `salt` hides what the leaf says (rules.leaves) and is shown to nobody; `committed` holds the
    salted hashes of values that stand elsewhere or nowhere.
    """

    public_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    user_id = models.BigIntegerField(null=True)
    token_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True, default="")
    organization_id = models.BigIntegerField(null=True)
    program_id = models.BigIntegerField(null=True)
    report_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=32)
    committed = models.JSONField(default=dict)
    leaf_hash = models.BinaryField(max_length=32)
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="event_waiting", condition=Q(position__isnull=True)),
            models.Index(
                fields=["organization_id", "-id"],
                name="event_organization",
                condition=Q(organization_id__isnull=False),
            ),
            models.Index(
                fields=["report_id", "id"],
                name="event_report",
                condition=Q(report_id__isnull=False),
            ),
            models.Index(
                fields=["user_id", "-id"],
                name="event_user",
                condition=Q(user_id__isnull=False),
            ),
        ]


class LogHead(models.Model):
    """The one row that says how far the log is sequenced.

    The next position is `size`. `edge` is the tree's right edge (rules.merkle.Frontier).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    edge = models.BinaryField(max_length=64 * 32, default=bytes)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="log_head_is_one")]

    def __str__(self) -> str:
        return str(self.size)


class LogTile(models.Model):
    """256 hashes of one level of the tree, or the first of them (rules.tiles).

    Level 0, the leaf hashes, is stored once a tile is full; the levels above grow by one hash
    whenever a tile below is full. All of it can be made again from the events.
    """

    id = models.BigIntegerField(primary_key=True)
    hashes = models.BinaryField(max_length=256 * 32)

    def __str__(self) -> str:
        return f"{self.pk >> 48}/{self.pk & (1 << 48) - 1}"

    @staticmethod
    def key(level: int, index: int) -> int:
        """The id of a tile."""
        return level << 48 | index


class Checkpoint(Table):
    """A signed statement that the log had `size` entries under `root`. Append-only."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField()


class LogReader(models.Model):
    """How far a follower of the log has come. `position` is the last one it finished."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=-1)
    moved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
