"""Django's SQLite backend; the fair write lock goes here."""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, for now."""
