"""Who may do what in an organization: roles, permissions and the one table that joins them.

Permissions are public words (`THING.VERB`, lower case, singular). THING is what is touched,
VERB is what is done to it; `view` never changes anything, `edit` and `manage` imply nothing but
themselves. They are stored in API tokens and events, so a word is never renamed or reused.

A permission counts inside the organization of the membership only. A reporter's rights on their
own report come from being its reporter, never from this table. Nobody has an implicit bypass:
the administrator of the platform holds `PlatformPermission`s and sees no report by them.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from seawall.lib.text import gettext_noop


class Role(StrEnum):
    """What a member is in one organization."""

    OWNER = "owner"
    PROGRAM_MANAGER = "program_manager"
    TRIAGER = "triager"
    FINANCE = "finance"
    DEVELOPER = "developer"
    VIEWER = "viewer"


ROLE_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.OWNER: gettext_noop("Owner"),
        Role.PROGRAM_MANAGER: gettext_noop("Programme manager"),
        Role.TRIAGER: gettext_noop("Triager"),
        Role.FINANCE: gettext_noop("Finance"),
        Role.DEVELOPER: gettext_noop("Developer"),
        Role.VIEWER: gettext_noop("Viewer"),
    }
)


class Permission(StrEnum):
    """One thing that a member of an organization may do."""

    ORGANIZATION_VIEW = "organization.view"
    ORGANIZATION_EDIT = "organization.edit"
    MEMBER_VIEW = "member.view"
    MEMBER_MANAGE = "member.manage"
    GROUP_MANAGE = "group.manage"  # make groups, and say who is in them
    PROGRAM_VIEW = "program.view"  # drafts and private programs of the organization included
    PROGRAM_EDIT = "program.edit"
    PROGRAM_PUBLISH = "program.publish"  # brief, state, visibility
    REPORT_VIEW = "report.view"
    REPORT_COMMENT = "report.comment"  # read by the participants
    REPORT_NOTE = "report.note"  # read by the team only
    REPORT_MOVE = "report.move"  # the moves of triage
    REPORT_ACCEPT = "report.accept"
    REPORT_RESOLVE = "report.resolve"
    REPORT_ASSIGN = "report.assign"
    REPORT_TAG = "report.tag"  # put the organization's tags on reports
    TAG_MANAGE = "tag.manage"  # make, rename and delete tags
    GUEST_INVITE = "guest.invite"  # somebody from outside, to one report
    REPORT_LOCK = "report.lock"  # nobody but the team writes on it
    SEVERITY_SET = "severity.set"
    VIEW_SHARE = "view.share"  # saved filters that everybody in the team sees
    RESPONSE_MANAGE = "response.manage"  # texts that the team says again and again
    RULE_MANAGE = "rule.manage"  # what is done by itself when something happens
    APPEAL_DECIDE = "appeal.decide"  # answer an objection, never to one's own decision
    SECRET_REVEAL = "secret.reveal"  # noqa: S105  # what was taken out of a text
    ADVICE_EDIT = "advice.edit"  # the organization's own words on how to fix a weakness
    LEAK_VIEW = "leak.view"
    LEAK_HANDLE = "leak.handle"  # the moves of a leaked credential, and its key
    AWARD_VIEW = "award.view"
    AWARD_PROPOSE = "award.propose"
    AWARD_APPROVE = "award.approve"
    PAYOUT_RECORD = "payout.record"
    LEDGER_VIEW = "ledger.view"
    EVIDENCE_REMOVE = "evidence.remove"  # hide and delete files of a report
    EVIDENCE_HOLD = "evidence.hold"  # legal hold, and the end of a file's bytes
    RESEARCHER_BAN = "researcher.ban"
    ACTIVITY_VIEW = "activity.view"
    ACTIVITY_EXPORT = "activity.export"
    WEBHOOK_MANAGE = "webhook.manage"
    PROVIDER_MANAGE = "provider.manage"  # through which provider members sign in


# One row per permission, one column per role, in the order of `Role`: x may, o may not.
x, o = True, False

# fmt: off
_TABLE: tuple[tuple[Permission, bool, bool, bool, bool, bool, bool], ...] = (
    #                              owner  manager  triager  finance  developer  viewer
    (Permission.ORGANIZATION_VIEW,   x,      x,       x,       x,        x,        x),
    (Permission.ORGANIZATION_EDIT,   x,      x,       o,       o,        o,        o),
    (Permission.MEMBER_VIEW,         x,      x,       x,       o,        o,        o),
    (Permission.MEMBER_MANAGE,       x,      o,       o,       o,        o,        o),
    (Permission.GROUP_MANAGE,        x,      x,       o,       o,        o,        o),
    (Permission.PROGRAM_VIEW,        x,      x,       x,       x,        x,        x),
    (Permission.PROGRAM_EDIT,        x,      x,       o,       o,        o,        o),
    (Permission.PROGRAM_PUBLISH,     x,      x,       o,       o,        o,        o),
    (Permission.REPORT_VIEW,         x,      x,       x,       o,        x,        x),
    (Permission.REPORT_COMMENT,      x,      x,       x,       o,        x,        o),
    (Permission.REPORT_NOTE,         x,      x,       x,       o,        x,        o),
    (Permission.REPORT_MOVE,         x,      x,       x,       o,        o,        o),
    (Permission.REPORT_ACCEPT,       x,      x,       x,       o,        o,        o),
    (Permission.REPORT_RESOLVE,      x,      x,       x,       o,        x,        o),
    (Permission.REPORT_ASSIGN,       x,      x,       x,       o,        o,        o),
    (Permission.REPORT_TAG,          x,      x,       x,       o,        x,        o),
    (Permission.TAG_MANAGE,          x,      x,       x,       o,        o,        o),
    (Permission.GUEST_INVITE,        x,      x,       x,       o,        o,        o),
    (Permission.REPORT_LOCK,         x,      x,       x,       o,        o,        o),
    (Permission.SEVERITY_SET,        x,      x,       x,       o,        o,        o),
    (Permission.VIEW_SHARE,          x,      x,       x,       o,        o,        o),
    (Permission.RESPONSE_MANAGE,     x,      x,       x,       o,        o,        o),
    (Permission.RULE_MANAGE,         x,      x,       o,       o,        o,        o),
    (Permission.APPEAL_DECIDE,       x,      x,       x,       o,        o,        o),
    (Permission.SECRET_REVEAL,       x,      x,       x,       o,        o,        o),
    (Permission.ADVICE_EDIT,         x,      x,       x,       o,        o,        o),
    (Permission.LEAK_VIEW,           x,      x,       x,       o,        o,        o),
    (Permission.LEAK_HANDLE,         x,      x,       x,       o,        o,        o),
    (Permission.AWARD_VIEW,          x,      x,       x,       x,        o,        x),
    (Permission.AWARD_PROPOSE,       x,      x,       x,       o,        o,        o),
    (Permission.AWARD_APPROVE,       x,      x,       o,       x,        o,        o),
    (Permission.PAYOUT_RECORD,       x,      o,       o,       x,        o,        o),
    (Permission.LEDGER_VIEW,         x,      x,       o,       x,        o,        o),
    (Permission.EVIDENCE_REMOVE,     x,      x,       x,       o,        o,        o),
    (Permission.EVIDENCE_HOLD,       x,      x,       o,       o,        o,        o),
    (Permission.RESEARCHER_BAN,      x,      x,       o,       o,        o,        o),
    (Permission.ACTIVITY_VIEW,       x,      x,       o,       x,        o,        o),
    (Permission.ACTIVITY_EXPORT,     x,      x,       o,       o,        o,        o),
    (Permission.WEBHOOK_MANAGE,      x,      x,       o,       o,        o,        o),
    (Permission.PROVIDER_MANAGE,      x,      o,       o,       o,        o,        o),
)
# fmt: on

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        role: frozenset(row[0] for row in _TABLE if row[column])
        for column, role in enumerate(Role, start=1)
    }
)


# What tells of all reports of an organization, or says who sees which. Who sees only the reports of
# their groups holds none of it, whatever their role.
WHOLE: frozenset[Permission] = frozenset(
    {
        Permission.ORGANIZATION_EDIT,
        Permission.MEMBER_MANAGE,
        Permission.GROUP_MANAGE,
        Permission.PROGRAM_PUBLISH,
        Permission.PROGRAM_EDIT,
        Permission.TAG_MANAGE,
        Permission.RULE_MANAGE,
        Permission.LEAK_VIEW,
        Permission.LEAK_HANDLE,
        Permission.PAYOUT_RECORD,
        Permission.LEDGER_VIEW,
        Permission.RESEARCHER_BAN,
        Permission.ACTIVITY_VIEW,
        Permission.ACTIVITY_EXPORT,
        Permission.WEBHOOK_MANAGE,
        Permission.PROVIDER_MANAGE,
    }
)


def granted(role: Role, *, is_limited: bool = False) -> frozenset[Permission]:
    """What a member in this role holds."""
    return PERMISSIONS[role] - WHOLE if is_limited else PERMISSIONS[role]


def may(role: Role, permission: Permission) -> bool:
    """Whether a member in this role may do this in their organization."""
    return permission in PERMISSIONS[role]


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that hold the permission: to find whom to tell or whom to ask."""
    return frozenset(role for role in Role if may(role, permission))


MOST_GROUPS = 100


class DayKind(StrEnum):
    """What a member's days in the calendar mean for who is given work."""

    ABSENT = "absent"
    ON_CALL = "on_call"


DAY_LABELS: Mapping[DayKind, str] = MappingProxyType(
    {DayKind.ABSENT: gettext_noop("Away"), DayKind.ON_CALL: gettext_noop("On call")}
)


class Enforcement(StrEnum):
    """Whom an organization shows nothing until they came through its own provider."""

    OFF = "off"
    DOMAINS = "domains"  # members with a verified address in a domain of the organization
    EVERYBODY = "everybody"


ENFORCEMENT_LABELS: Mapping[Enforcement, str] = MappingProxyType(
    {
        Enforcement.OFF: gettext_noop("Nobody has to: the provider is one way in of several"),
        Enforcement.DOMAINS: gettext_noop("Members whose address is in one of our domains"),
        Enforcement.EVERYBODY: gettext_noop("All members"),
    }
)


def roles_granting(role: Role) -> frozenset[Role]:
    """The roles that may give this one: those that manage members and hold all that it holds."""
    return frozenset(
        each
        for each in roles_with(Permission.MEMBER_MANAGE)
        if PERMISSIONS[role] <= PERMISSIONS[each]
    )


class TokenScope(StrEnum):
    """What an API token may be used for. It narrows what its person may do and never widens it."""

    PROFILE_READ = "profile:read"
    PROGRAMS_READ = "programs:read"
    PROGRAMS_WRITE = "programs:write"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    AWARDS_READ = "awards:read"
    AWARDS_WRITE = "awards:write"
    WEBHOOKS_MANAGE = "webhooks:manage"
    LEAKS_READ = "leaks:read"
    LEAKS_WRITE = "leaks:write"
    ACTIVITY_READ = "activity:read"


SCOPE_LABELS: Mapping[TokenScope, str] = MappingProxyType(
    {
        TokenScope.PROFILE_READ: gettext_noop("Read your own profile"),
        TokenScope.PROGRAMS_READ: gettext_noop("Read programmes that you may see"),
        TokenScope.PROGRAMS_WRITE: gettext_noop("Define what programmes ask in a report"),
        TokenScope.REPORTS_READ: gettext_noop("Read reports that you may see"),
        TokenScope.REPORTS_WRITE: gettext_noop("Submit, move, rate and comment on reports"),
        TokenScope.AWARDS_READ: gettext_noop("Read awards and statements"),
        TokenScope.AWARDS_WRITE: gettext_noop("Propose and approve awards"),
        TokenScope.WEBHOOKS_MANAGE: gettext_noop("Make, test and remove webhooks"),
        TokenScope.LEAKS_READ: gettext_noop("Read leaked keys that you may see, never the keys"),
        TokenScope.LEAKS_WRITE: gettext_noop("Report leaked keys and move them on"),
        TokenScope.ACTIVITY_READ: gettext_noop("Read what happened in your organisations"),
    }
)

# What is in no row here (members, briefs, payouts) is not reachable by a token at all.
SCOPE_PERMISSIONS: Mapping[TokenScope, frozenset[Permission]] = MappingProxyType(
    {
        TokenScope.PROFILE_READ: frozenset(),
        TokenScope.PROGRAMS_READ: frozenset(
            {Permission.ORGANIZATION_VIEW, Permission.PROGRAM_VIEW}
        ),
        TokenScope.PROGRAMS_WRITE: frozenset({Permission.PROGRAM_EDIT}),
        TokenScope.REPORTS_READ: frozenset({Permission.REPORT_VIEW}),
        TokenScope.REPORTS_WRITE: frozenset(
            {
                Permission.REPORT_COMMENT,
                Permission.REPORT_NOTE,
                Permission.REPORT_MOVE,
                Permission.REPORT_ACCEPT,
                Permission.REPORT_RESOLVE,
                Permission.REPORT_ASSIGN,
                Permission.REPORT_TAG,
                Permission.TAG_MANAGE,
                Permission.REPORT_LOCK,
                Permission.SEVERITY_SET,
                Permission.VIEW_SHARE,
                Permission.RESPONSE_MANAGE,
                Permission.RULE_MANAGE,
                Permission.APPEAL_DECIDE,
                Permission.ADVICE_EDIT,
            }
        ),
        TokenScope.AWARDS_READ: frozenset({Permission.AWARD_VIEW, Permission.LEDGER_VIEW}),
        TokenScope.AWARDS_WRITE: frozenset({Permission.AWARD_PROPOSE, Permission.AWARD_APPROVE}),
        TokenScope.WEBHOOKS_MANAGE: frozenset({Permission.WEBHOOK_MANAGE}),
        TokenScope.LEAKS_READ: frozenset({Permission.LEAK_VIEW}),
        TokenScope.LEAKS_WRITE: frozenset({Permission.LEAK_HANDLE}),
        TokenScope.ACTIVITY_READ: frozenset({Permission.ACTIVITY_VIEW}),
    }
)


def permissions_of(scopes: Iterable[TokenScope]) -> frozenset[Permission]:
    """What these scopes let through; meet it with what the person's role gives."""
    return frozenset().union(*(SCOPE_PERMISSIONS[scope] for scope in scopes))


class PlatformPermission(StrEnum):
    """What the administrator of the platform may do. None of it opens a report."""

    ORGANIZATIONS = "platform.organizations"
    USERS = "platform.users"
    TAXONOMY = "platform.taxonomy"
    SETTINGS = "platform.settings"
    ACTIVITY = "platform.activity"


PLATFORM_PERMISSIONS: frozenset[PlatformPermission] = frozenset(PlatformPermission)


class BanReason(StrEnum):
    """Why somebody may not report. A word is stored with the ban and in the log."""

    RULES = "rules"
    SPAM = "spam"
    ABUSE = "abuse"
    DISCLOSURE = "disclosure"
    EXTORTION = "extortion"
    FRAUD = "fraud"
    OTHER = "other"


BAN_REASONS: Mapping[BanReason, str] = MappingProxyType(
    {
        BanReason.RULES: gettext_noop("Tested against the rules of a brief"),
        BanReason.SPAM: gettext_noop("Spam or many reports without substance"),
        BanReason.ABUSE: gettext_noop("Insults, threats or harassment"),
        BanReason.DISCLOSURE: gettext_noop("Published without agreement"),
        BanReason.EXTORTION: gettext_noop("Demanded money for silence"),
        BanReason.FRAUD: gettext_noop("Several accounts, or false claims"),
        BanReason.OTHER: gettext_noop("Another reason"),
    }
)


# Names that speak for the platform or for everybody, and first parts that would.
_RESERVED = """
abuse account accounts admin administrator administrators all anonymous anyone api app assets auth
billing bot bounties bounty contact daemon demo everyone everybody finance former former-researcher
ftp guest help helpdesk here hostmaster http https imap info legal localhost login logout mail
mailer-daemon me moderator moderators news nobody no-reply noreply null official operator ops owner
owners payments platform postmaster press privacy program programme programs public register
reports researcher researchers robots root sales seawall security server settings signin signup
sign-in sign-up smtp somebody staff static status support sysadmin system team test triage triager
triagers undefined users verify vulnerability web webmaster well-known www
"""
_RESERVED_FIRST = """
admin moderator official operator platform seawall security staff support team triage triager
"""
RESERVED_HANDLES = frozenset(_RESERVED.split())
RESERVED_FIRST_PARTS = frozenset(_RESERVED_FIRST.split())
_LOOK_ALIKES = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LOOK_ALIKE_SIGNS = str.maketrans("015i-", "olsl_")


def skeleton(handle: str) -> str:
    """What the handle looks like at a glance: look-alikes have one skeleton.

    Handles are lower-case ASCII, so the table of Unicode (UTS 39) shrinks to these.
    """
    plain = handle.translate(_LOOK_ALIKE_SIGNS)
    for pair, one in _LOOK_ALIKES:
        plain = plain.replace(pair, one)
    return plain.replace("__", "_").strip("_")


_RESERVED_SKELETONS = frozenset(map(skeleton, RESERVED_HANDLES))
_RESERVED_FIRST_SKELETONS = frozenset(map(skeleton, RESERVED_FIRST_PARTS))


def speaks_for_the_platform(handle: str) -> bool:
    """Whether somebody could take the handle for the platform's own, or for its staff."""
    first = handle.replace("-", "_").split("_")[0]
    # "admin2" speaks for the platform as much as "admin".
    firsts = {skeleton(first), skeleton(first.rstrip("0123456789"))}
    return skeleton(handle) in _RESERVED_SKELETONS or bool(firsts & _RESERVED_FIRST_SKELETONS)
