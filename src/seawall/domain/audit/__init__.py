"""The log: one row per event is audit entry, tree leaf and outbox message at once."""
