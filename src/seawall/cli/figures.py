"""`./run figures check|rebuild`: the figures of all programmes, made from the log again."""

from seawall.cli import setup

_MOST_SHOWN = 20


def run(arguments: list[str]) -> int:
    """`check` compares what is stored with the log and changes nothing; 1 where they differ.
    `rebuild` reads the log for every report and counts every programme.
    """
    command = arguments[0] if arguments else ""
    if command not in {"check", "rebuild"}:
        print("usage: ./run figures check|rebuild")
        return 2
    setup.start_django()
    return _check() if command == "check" else _rebuild()


def _check() -> int:
    from seawall.domain.insights import queries

    reports = different = 0
    for public_id, fields in queries.checked():
        reports += 1
        if not fields:
            continue
        different += 1
        if different <= _MOST_SHOWN:
            for name, (stored, log) in fields.items():
                print(f"{public_id}: {name} is stored as {stored}, the log says {log}")
    print(f"{reports} reports, {different} with figures that the log does not give.")
    return 1 if different else 0


def _rebuild() -> int:
    from seawall.domain.insights import commands

    reports, programs = commands.make_anew()
    print(f"{reports} reports read, {programs} programmes counted.")
    return 0
