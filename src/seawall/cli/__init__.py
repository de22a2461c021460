"""The `seawall` command. One module per command, each with `run(arguments) -> exit status`."""

import importlib
import os
import sys

COMMANDS: dict[str, str] = {
    "up": "Set everything up and serve web and worker in one process (--demo, --port, --host).",
    "web": "Serve the pages and the API only.",
    "worker": "Run jobs, the sequencer and notices only.",
    "migrate": "Bring the database to this version.",
    "test": "Check and test everything.",
    "bench": "Measure: ./run bench submit|inbox|suggest|similar|….",
    "demo": "Demo data: ./run demo seed|credentials|links.",
    "doctor": "Say what is wrong with this installation.",
    "backup": "Write database, files and log to one archive.",
    "restore": "Fill an empty installation from an archive.",
    "move": "Copy this SQLite installation to PostgreSQL: ./run move --to postgresql://….",
    "verify": "Check a receipt, or the whole log: ./run verify FILE|log [--checkpoint FILE].",
    "figures": "Make the figures from the log again: ./run figures check|rebuild.",
    "scope": "Ask whether a target is in scope: ./run scope check PROGRAM TARGET.",
    "taxonomy": "Import a release of the VRT: ./run taxonomy import FILE --as HANDLE.",
    "link": "Print a one-time sign-in link: ./run link HANDLE.",
    "reference": "Write docs/reference from the code (--check: fail when stale).",
    "promises": "Write down what the last ./run test said of each promise (--check).",
    "sbom": "Name everything this is made of, as CycloneDX: ./run sbom [FILE].",
    "screenshot": "Make the README's screenshot from the demo.",
}


def main() -> None:
    """Entry point: dispatch to the module of the first word."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in COMMANDS:
        print("usage: ./run COMMAND …\n")
        for name, line in COMMANDS.items():
            print(f"  {name:<11}{line}")
        sys.exit(0 if arguments in ([], ["help"], ["--help"]) else 2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seawall.config.settings")
    module = importlib.import_module(f"seawall.cli.{arguments[0]}")
    sys.exit(module.run(arguments[1:]))
