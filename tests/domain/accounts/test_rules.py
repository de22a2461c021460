import pytest

from seawall.domain.accounts.rules import (
    PERMISSIONS,
    PLATFORM_PERMISSIONS,
    ROLE_LABELS,
    SCOPE_LABELS,
    SCOPE_PERMISSIONS,
    Permission,
    Role,
    TokenScope,
    may,
    permissions_of,
    roles_with,
)

READS = {permission for permission in Permission if permission.endswith(".view")}


def words(*names: str) -> set[Permission]:
    return {Permission(name) for name in names}


# Written a second time on purpose, the other way round: a slip in the table shows here.
EXPECTED = {
    Role.OWNER: set(Permission),
    Role.PROGRAM_MANAGER: set(Permission)
    - words("member.manage", "payout.record", "provider.manage"),
    Role.TRIAGER: words(
        "organization.view",
        "member.view",
        "program.view",
        "report.view",
        "report.comment",
        "report.note",
        "report.move",
        "report.accept",
        "report.resolve",
        "report.assign",
        "report.lock",
        "guest.invite",
        "report.tag",
        "tag.manage",
        "response.manage",
        "severity.set",
        "view.share",
        "appeal.decide",
        "advice.edit",
        "secret.reveal",
        "evidence.remove",
        "leak.view",
        "leak.handle",
        "award.view",
        "award.propose",
    ),
    Role.FINANCE: words(
        "organization.view",
        "program.view",
        "award.view",
        "award.approve",
        "payout.record",
        "ledger.view",
        "activity.view",
    ),
    Role.DEVELOPER: words(
        "organization.view",
        "program.view",
        "report.view",
        "report.comment",
        "report.note",
        "report.resolve",
        "report.tag",
    ),
    Role.VIEWER: words("organization.view", "program.view", "report.view", "award.view"),
}


@pytest.mark.parametrize("role", Role)
def test_each_role_holds_exactly_what_is_written_here(role):
    assert PERMISSIONS[role] == EXPECTED[role]


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_held_by_the_owner_and_may_agrees_with_the_table(permission):
    assert may(Role.OWNER, permission)
    assert roles_with(permission) == {role for role in Role if permission in EXPECTED[role]}


def test_finance_reads_no_report():
    assert not any(word.startswith("report.") for word in PERMISSIONS[Role.FINANCE])


def test_a_viewer_changes_nothing():
    assert PERMISSIONS[Role.VIEWER] <= READS


def test_who_may_act_on_reports_may_read_them():
    for role in Role:
        if any(word.startswith(("report.", "severity.")) for word in PERMISSIONS[role]):
            assert may(role, Permission.REPORT_VIEW)


def test_permission_words_are_a_thing_and_a_verb():
    for word in Permission:
        thing, verb = word.split(".")
        assert thing.isalpha()
        assert verb.isalpha()
        assert word == word.lower()


def test_the_administrator_of_the_platform_holds_no_permission_of_an_organization():
    assert not PLATFORM_PERMISSIONS & set(Permission)
    assert all(word.startswith("platform.") for word in PLATFORM_PERMISSIONS)


def test_a_scope_for_reading_lets_no_writing_through():
    for scope in TokenScope:
        if scope.endswith(":read"):
            assert SCOPE_PERMISSIONS[scope] <= READS


def test_scopes_add_up_and_none_gives_nothing():
    both = permissions_of([TokenScope.REPORTS_READ, TokenScope.AWARDS_READ])
    assert both == words("report.view", "award.view", "ledger.view")
    assert permissions_of([]) == frozenset()


def test_no_scope_reaches_members_briefs_or_payouts():
    reachable = permissions_of(TokenScope)
    assert not reachable & words("member.manage", "program.publish", "payout.record")


def test_every_role_and_scope_has_a_label():
    assert set(ROLE_LABELS) == set(Role)
    assert set(SCOPE_LABELS) == set(SCOPE_PERMISSIONS) == set(TokenScope)
