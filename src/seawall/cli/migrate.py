"""`./run migrate`: bring the database to this version."""

from seawall.cli import setup


def run(arguments: list[str]) -> int:
    """Apply what is missing and say how much that was."""
    setup.start_django()
    print(f"{setup.migrate()} migrations applied.")
    return 0
