"""What stands in the side bar, for each actor."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import ROLE_LABELS, Permission, Role
from seawall.domain.actor import Actor
from seawall.domain.notify import queries as notify
from seawall.domain.reports import queries as reports
from seawall.domain.reports.rules.workflow import OPEN
from seawall.lib.text import gettext_noop


@dataclass(frozen=True, slots=True)
class Item:
    """One link. `count` is None where nothing is counted; `warn` colours it."""

    label: str
    url: str
    icon: str
    count: int | None = None
    current: bool = False
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Links under a heading; the first group has none.

    `folds`: shown when its heading is pressed, or when the page is one of its links.
    """

    title: str
    items: tuple[Item, ...]
    folds: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the page is one of its links."""
        return any(item.current for item in self.items)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The block at the foot of the side bar, with its menu."""

    display_name: str
    handle: str
    note: str
    items: tuple[Item, ...]


def side_bar(actor: Actor, path: str, *, open_count: int | None = None) -> tuple[Group, ...]:
    """The groups this actor has something in. At most two statements.

    `open_count` is how many reports are open, where the page has read that already.
    """
    groups = [Group("", _everybody(actor, path))]
    team = actor.organizations_with(Permission.PROGRAM_VIEW)
    if team:
        groups.append(Group(_("Team"), _team(actor, path, open_count)))
        organizations = accounts.organizations_of(actor)
        folds = len(organizations) > 1
        groups.extend(_organization(actor, org, path, folds=folds) for org in organizations)
    if actor.locked and (locked := _locked(actor, path)):
        groups.append(Group(_("Locked"), locked))
    if actor.platform:
        groups.append(
            Group(
                _("Platform"),
                (
                    _item(_("Organisations"), "/platform/organizations", "building-2", path),
                    _item(_("People"), "/platform/people", "users", path),
                    _item(_("Revocation"), "/platform/revocation", "key", path),
                    _item(_("Taxonomy"), "/platform/taxonomy", "network", path),
                    _item(_("Learnt"), "/platform/learnt", "sparkles", path),
                ),
            )
        )
    return tuple(groups)


def viewer(actor: Actor) -> Viewer | None:
    """Who is signed in; None for a visitor. Asks the database nothing."""
    if not actor.is_person:
        return None
    roles = sorted(set(actor.roles.values()))
    note = ROLE_LABELS[Role(roles[0])] if roles else gettext_noop("Researcher")
    if actor.platform:
        note = gettext_noop("Administrator")
    items = (
        Item(_("Profile"), "/settings/profile", "user"),
        Item(_("Security"), "/settings/security", "lock"),
        Item(_("API tokens"), "/settings/tokens", "key"),
    )
    return Viewer(actor.handle, actor.handle, _(note), items)


def unread(actor: Actor) -> int:
    """Notices not read yet."""
    return notify.unread_count(actor) if actor.is_person else 0


def _item(
    label: str, url: str, icon: str, path: str, *, count: int | None = None, warn: bool = False
) -> Item:
    current = path == url or (url != "/" and path.startswith(url + "/"))
    return Item(label, url, icon, count, current, warn)


def _everybody(actor: Actor, path: str) -> tuple[Item, ...]:
    items = [_item(_("Programmes"), "/", "shield", path)]
    if actor.is_person:
        items.append(_item(_("My reports"), "/reports", "file-text", path))
        items.append(_item(_("My rewards"), "/rewards", "wallet", path))
    else:
        items.append(_item(_("Security"), "/security", "lock", path))
    return tuple(items)


def _team(actor: Actor, path: str, open_count: int | None) -> tuple[Item, ...]:
    items: list[Item] = []
    if actor.organizations_with(Permission.REPORT_VIEW):
        count = _open_count(actor) if open_count is None else open_count
        items.append(_item(_("Inbox"), "/inbox", "inbox", path, count=count))
        items.append(_item(_("Objections"), "/appeals", "scale", path))
    if actor.organizations_with(Permission.LEAK_VIEW):
        items.append(_item(_("Leaked keys"), "/leaks", "key", path))
    if actor.organizations_with(Permission.AWARD_VIEW):
        items.append(_item(_("Awards"), "/awards", "trophy", path))
    return tuple(items)


def _locked(actor: Actor, path: str) -> tuple[Item, ...]:
    """Organizations that want another sign-in before they show anything."""
    items = [
        _item(one.organization_name, f"/sso/{one.public_id}", "lock", path)
        for one in accounts.own_links(actor)
        if one.is_locked
    ]
    if not actor.is_local:
        items.append(_item(_("Other organisations"), "/confirm", "lock", path))
    return tuple(items)


def _open_count(actor: Actor) -> int:
    by_state = reports.counts(actor)
    return sum(by_state[state] for state in OPEN)


def _organization(actor: Actor, org: accounts.OrganizationLink, path: str, *, folds: bool) -> Group:
    home = f"/organizations/{org.slug}"
    items = [_item(_("Programmes"), f"{home}/programs", "target", path)]
    if actor.may(Permission.MEMBER_VIEW, org.id):
        items.append(_item(_("Members"), f"{home}/members", "users", path))
    if actor.may(Permission.REPORT_VIEW, org.id):
        items.append(_item(_("Groups"), f"{home}/groups", "network", path))
        items.append(_item(_("Calendar"), f"{home}/calendar", "clock", path))
        items.append(_item(_("Tags"), f"{home}/tags", "tag", path))
    items.append(_item(_("Advice"), f"{home}/advice", "book-open", path))
    if actor.may(Permission.REPORT_VIEW, org.id):
        items.append(_item(_("Responses"), f"{home}/responses", "reply", path))
    if actor.may(Permission.RULE_MANAGE, org.id):
        items.append(_item(_("Rules"), f"{home}/rules", "route", path))
    if actor.may(Permission.LEDGER_VIEW, org.id):
        items.append(_item(_("Ledger"), f"{home}/ledger", "scale", path))
    if actor.may(Permission.ACTIVITY_VIEW, org.id):
        items.append(_item(_("Activity"), f"{home}/activity", "history", path))
    if actor.may(Permission.WEBHOOK_MANAGE, org.id):
        items.append(_item(_("Webhooks"), f"{home}/webhooks", "webhook", path))
    if actor.may(Permission.PROVIDER_MANAGE, org.id):
        items.append(_item(_("Sign-in"), f"{home}/sign-in", "log-in", path))
    return Group(org.name, tuple(items), folds)
