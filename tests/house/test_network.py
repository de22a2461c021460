"""Every request goes out by one door."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "seawall"
# What can open a connection. Mail and files go by Django and the S3 client to where the operator
# says; a library that calls out of itself is asked in tests/abuse/test_outgoing_requests.py.
DOORS = (
    "aiohttp", "asyncio", "dns", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests",
    "smtplib", "socket", "ssl", "telnetlib", "urllib.request", "urllib3", "websocket", "xmlrpc",
)  # fmt: skip
NAMED = {
    "lib/http/names.py": {"dns"},
    "lib/http/policies.py": {"socket"},  # the machine's resolver
    "lib/http/wires.py": {"socket", "ssl"},
    "lib/http/sending.py": {"http.client"},
    "domain/notify/channels/mail.py": {"smtplib"},  # its errors
    "domain/jobs_queue/worker.py": {"socket"},  # the machine's name
    "cli/setup.py": {"socket"},  # a free port
}


def _doors(file: Path) -> set[str]:
    named: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            named |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return {
        door for door in DOORS if any(name == door or name.startswith(f"{door}.") for name in named)
    }


def test_only_the_guard_can_call_out():
    found = {str(file.relative_to(SOURCE)): _doors(file) for file in SOURCE.rglob("*.py")}

    assert {name: doors for name, doors in found.items() if doors} == NAMED
