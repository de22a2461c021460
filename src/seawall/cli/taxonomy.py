"""`./run taxonomy import FILE [--cwe FILE] [--cvss FILE] [--default] --as HANDLE`."""

import argparse
import json
from pathlib import Path
from typing import Any

from seawall.cli import setup


def run(arguments: list[str]) -> int:
    """Import a release of the VRT from its upstream JSON, in the administrator's name."""
    parser = argparse.ArgumentParser(prog="./run taxonomy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    importing = commands.add_parser("import", help="add a release from its upstream JSON")
    importing.add_argument("file", type=Path)
    importing.add_argument("--cwe", type=Path, help="the release's CWE mapping")
    importing.add_argument("--cvss", type=Path, help="the release's CVSS mapping")
    importing.add_argument("--default", action="store_true", help="use it for new reports")
    importing.add_argument("--as", dest="handle", required=True, help="an administrator's handle")
    options = parser.parse_args(arguments)
    setup.start_django()
    from seawall.domain.accounts import queries
    from seawall.domain.errors import DomainError, Invalid
    from seawall.domain.taxonomy import commands as taxonomy

    try:
        user_id = queries.user_id_of(options.handle)
        row = taxonomy.import_release(
            _read(options.file),
            cwe=_read(options.cwe) if options.cwe else None,
            cvss=_read(options.cvss) if options.cvss else None,
            make_default=options.default,
            actor=queries.actor_for_user(user_id, second_factor=False),
        )
    except Invalid as refusal:
        print(refusal.message)
        for place, message in refusal.fields.items():
            print(f"  {place}: {message}")
        return 1
    except (DomainError, OSError, ValueError) as refusal:
        print(refusal)
        return 1
    print(f"Imported the release {row.release}.")
    return 0


def _read(file: Path) -> dict[str, Any]:
    found = json.loads(file.read_text("utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{file} is not the JSON document of a release.")
    return found
