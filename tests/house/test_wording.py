"""Every refusal is marked for the translators where it is written."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src/seawall"
REFUSALS = {"DomainError", "NotFound", "NotAllowed", "Conflict", "Invalid", "TooMany"}


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _bare(tree: ast.AST) -> Iterator[int]:
    """Lines on which a refusal, or one of its fields, is raised with a plain text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _name(node.func) not in REFUSALS:
            continue
        fields = [word.value for word in node.keywords if word.arg == "fields"]
        said = [*node.args[:1]]
        said += [text for one in fields if isinstance(one, ast.Dict) for text in one.values]
        for text in said:
            is_plain = isinstance(text, ast.Constant) and isinstance(text.value, str)
            if is_plain or isinstance(text, ast.JoinedStr):
                yield node.lineno


def test_no_refusal_is_plain_english():
    files = [file for file in sorted(SOURCE.rglob("*.py")) if "migrations" not in file.parts]
    found = {
        str(file.relative_to(SOURCE)): lines
        for file in files
        if (lines := list(_bare(ast.parse(file.read_text("utf-8")))))
    }

    assert found == {}
