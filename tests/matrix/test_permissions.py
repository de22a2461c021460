"""The table of rights says only what the program asks, and giving never widens."""

import re
from pathlib import Path

import pytest

from seawall.domain.accounts.rules import (
    PERMISSIONS,
    Permission,
    PlatformPermission,
    Role,
    roles_granting,
)

SOURCE = Path(__file__).resolve().parents[2] / "src" / "seawall"
TABLE = SOURCE / "domain" / "accounts" / "rules.py"


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """The rights that some line outside the table asks for; below accounts by their word."""
    text = "\n".join(
        file.read_text("utf-8") for file in sorted(SOURCE.rglob("*.py")) if file != TABLE
    )
    names = set(re.findall(r"\b(?:Platform)?Permission\.([A-Z_]+)\b", text))
    words = set(re.findall(r"\"([a-z]+\.[a-z_]+)\"", text))
    return {
        right.value
        for right in (*Permission, *PlatformPermission)
        if right.name in names or right.value in words
    }


@pytest.mark.parametrize("right", [*Permission, *PlatformPermission])
def test_every_right_is_asked_for_somewhere(asked, right):
    assert right.value in asked


def test_every_right_is_somebodys():
    assert {right for role in Role for right in PERMISSIONS[role]} == set(Permission)


@pytest.mark.parametrize("role", Role)
def test_who_may_give_a_role_holds_all_of_it(role):
    for giver in roles_granting(role):
        assert Permission.MEMBER_MANAGE in PERMISSIONS[giver]
        assert PERMISSIONS[role] <= PERMISSIONS[giver]
