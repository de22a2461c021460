"""What the plan of the house says is true."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "seawall"


def test_every_path_of_the_plan_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = set(re.findall(r"`((?:src|docs|tests|deploy|bench)/[\w./-]+)`", text))

    missing = [
        name
        for name in sorted(named)
        if not ((ROOT / name).exists() or (ROOT / f"{name}.py").exists())
    ]

    assert missing == []


def _commands() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for file in [*SOURCE.glob("domain/*/commands.py"), *SOURCE.glob("domain/*/commands/*.py")]:
        if "audit" in file.parts or file.name.startswith("_"):
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_public and any("atomic" in ast.unparse(one) for one in node.decorator_list):
                found.append((f"{file.relative_to(SOURCE)}:{node.name}", node))
    return found


# Follows the log and acts for nobody: the events it tells of name who did what.
ACTS_FOR_NOBODY = {"domain/notify/commands/telling.py:deliver"}


def test_every_write_names_its_actor():
    without = [
        name
        for name, node in _commands()
        if "actor" not in [one.arg for one in node.args.kwonlyargs]
    ]

    assert _commands()
    assert set(without) <= ACTS_FOR_NOBODY


def test_the_domain_knows_no_http():
    banned = re.compile(r"^(?:from|import) (django\.(?:http|forms|shortcuts)|ninja|allauth)", re.M)
    offending = [
        str(file.relative_to(SOURCE))
        for file in SOURCE.glob("domain/**/*.py")
        if banned.search(file.read_text("utf-8"))
    ]

    assert offending == []


def test_no_file_names_a_package_host():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    host = re.compile(
        r"registry\.npmjs|pypi\.org|pythonhosted|deb\.debian|unpkg\.com|jsdelivr|googleapis"
    )
    named = []
    for name in listed.stdout.split():
        file = ROOT / name
        # uv.lock names the public index by design; it carries no mirror.
        if name in {"uv.lock", "tests/house/test_architecture.py"} or not file.is_file():
            continue
        if host.search(file.read_bytes().decode("utf-8", "ignore")):
            named.append(name)

    assert named == []


def test_no_view_touches_a_table():
    offending = []
    for file in [*SOURCE.glob("web/**/*.py"), *SOURCE.glob("api/**/*.py")]:
        text = file.read_text("utf-8")
        # allauth's own tables have no commands: its pages read them as its documentation says.
        for library in ("Authenticator.objects", "EmailAddress.objects"):
            text = text.replace(library, "")
        if re.search(r"\.objects\b|get_object_or_404|\.save\(\s*\)", text):
            offending.append(str(file.relative_to(SOURCE)))

    assert offending == []


@pytest.mark.parametrize("name", ["|safe", "mark_safe", "autoescape off", "csrf_exempt"])
def test_dangerous_words_stand_only_where_reviewed(name):
    reviewed = {
        "mark_safe": {"web/templatetags/seawall.py"},
        "csrf_exempt": set(),
        "|safe": set(),
        "autoescape off": set(),
    }
    found = {
        str(file.relative_to(SOURCE))
        for file in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]
        if name in file.read_text("utf-8")
    }

    assert found <= reviewed[name]
