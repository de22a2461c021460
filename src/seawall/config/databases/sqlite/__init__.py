"""SQLite for one process: a fair write lock, and a guard around the append-only triggers."""
