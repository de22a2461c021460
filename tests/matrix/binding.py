"""Which things every route is asked for, and what a POST to it would say."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.routes import Route
from tests.matrix.world import World

CHECKLIST = {"in_scope": "yes", "exploitable": "yes", "novel": "yes"}
REPORT = {
    "title": "Another",
    "target": "https://api.shop.example/v1/orders",
    "vrt": "broken_access_control.idor",
    "description": "Step by step.",
    "impact": "All of it.",
    "accept_terms": 1,
}
# A POST that the right person could make: what is refused is refused for who asks.
BODIES: dict[str, dict] = {
    "report-uploads": {"name": "a.txt", "size": 5, "type": "text/plain"},
    "report-team-uploads": {"name": "a.txt", "size": 5, "type": "text/plain"},
    "report-collaborators": {"do": "accept"},
    "report-edit": {"title": "Another title", "saves": "1"},
    "report-autosave": {"title": "Another title", "saves": "1"},
    "report-moves": {"move": "ask", "note": "Which account?"},
    "report-comments": {"body": "Hello.", "audience": "participants"},
    "report-comment-edit": {"body": "Other words."},
    "report-hold": {"do": "hold"},
    "report-appeal": {"priority": "1", "text": "It needs no session."},
    "report-appeal-decide": {"outcome": "rejected", "reason": "It stands."},
    "api/v1/reports/<id>/decisions/<decision>/appeal": {"priority": 1, "text": "No session."},
    "api/v1/reports/<id>/decisions/<decision>/answer": {
        "outcome": "rejected", "reason": "It stands."
    },
    "report-export": {"form": "text"},
    "api/v1/reports/<id>/export": {"form": "text"},
    "report-guests": {"do": "invite", "email": "guest@else.example", "days": "5"},
    "report-lock": {"do": "lock", "reason": "Threats."},
    "api/v1/reports/<id>/lock": {"reason": "Threats."},
    "report-retest": {"do": "ask", "fix": "v2", "days": "14"},
    "api/v1/reports/<id>/retests": {"fix": "v2"},
    "api/v1/reports/<id>/retest/answer": {"reproduced": False, "summary": "It holds."},
    "api/v1/reports/<id>/retest/step": {"step": "accept"},
    "api/v1/reports/<id>/retest/verdict": {"verdict": "confirm"},
    "advice_entry": {"text": "Ask the platform team.", "version": "0"},
    "api/v1/organizations/<slug>/advice/<entry>": {
        "text": "Ask the platform team.", "expected_version": 0
    },
    "rules": {
        "name": "One", "triggers": ["submitted"], "notify": "assignee", "audience": "team",
        "reason_code": "other", "most_per_hour": "60",
    },
    "api/v1/organizations/<slug>/rules": {
        "name": "One", "triggers": ["submitted"], "then": {"notify": ["assignee"]}
    },
    "responses": {"name": "Steps", "text": "Which steps?"},
    "api/v1/organizations/<slug>/responses": {"name": "Steps", "text": "Which steps?"},
    "file-hide": {"reason": "mistake"},
    "file-delete": {"reason": "mistake"},
    "inbox-views": {"name": "One", "query": "state:new", "share": "own"},
    "api/v1/views": {"name": "One", "query": "state:new"},
    "inbox-move": {"note": "Which account?"},
    "inbox-assign": {"assignee": "@owner"},
    "inbox-checklist": CHECKLIST,
    "inbox-tags": {"tag": "held"},
    "tag_new": {"name": "fresh"},
    "group_new": {"handle": "fresh"},
    "calendar": {"first": "2099-01-01", "last": "2099-01-02", "kind": "absent"},
    "program_rotation": {"is_on": "on"},
    "group_edit": {"name": "Renamed"},
    "member_limit": {"to": "groups"},
    "tag_edit": {"name": "renamed"},
    "api/v1/organizations/<slug>/tags": {"name": "fresh"},
    "api/v1/reports/<id>/tags": {"add": ["held"]},
    "inbox-severity": {
        "side": "triage", "priority": "2", "reason_code": "taxonomy_baseline", "reason": "As is."
    },
    "inbox-decline": {"reason": "Nothing was at risk.", "reason_code": "other"},
    "inbox-award": {"amount": "600", "kind": "bounty", "reason": "Fair."},
    "award_approve": {"note": "Good."},
    "award_reject": {"note": "Too much."},
    "award_reverse": {"note": "Entered twice."},
    "award_pay": {"reference": "SEPA 1"},
    "organization_edit": {"name": "Renamed", "about": "", "website": ""},
    "organization_invite": {"email": "new@example.org", "role": "viewer"},
    "organization_member_role": {"role": "triager"},
    "webhook_edit": {
        "name": "Renamed", "url": "https://hooks.example/in", "events": "report.submitted"
    },
    "provider_rules": {"enforcement": "off"},
    "domain_add": {"domain": "new.example"},
    "webhook_switch": {"to": "off"},
    "program_state": {"state": "paused"},
    "program_secrets": {"retention_days": "30", "leak_days": "30", "is_open": "on"},
    "program_visibility": {"visibility": "private"},
    "program_settings": {"name": "Renamed", "kind": "bounty"},
    "program_nda_edit": {"text": "Tell nobody."},
    "program_researchers": {"who": "stranger"},
    "program_known_issues": {"title": "Known"},
    "program_known_issues_import": {"csv": "title\nKnown"},
    "api/v1/programs/<slug>/known-issues": {"title": "Known"},
    "api/v1/programs/<slug>/known-issues/import": {"csv": "title\nKnown"},
    "program_fields": {"name": "more", "label": "More", "kind": "date", "audience": "team"},
    "program_field": {"do": "archive"},
    "inbox-fields": {"field.ticket": "T-1"},
    "api/v1/programs/<slug>/fields": {
        "name": "more", "label": "More", "kind": "date", "audience": "team"
    },
    "api/v1/programs/<slug>/fields/<name>": {"label": "Other words"},
    "api/v1/reports/<id>/fields": {"values": {"ticket": "T-1"}},
    "program_templates": {"description": "Steps:"},
    "settings_templates": {"name": "Usual", "description": "Steps:"},
    "settings_template": {"do": "remove"},
    "api/v1/me/templates": {"name": "Usual", "description": "Steps:"},
    "api/v1/programs/<slug>/templates": {"description": "Steps:"},
    "program_ban": {"who": "stranger", "scope": "program", "reason": "spam"},
    "person_close": {"handle": "stranger"},
    "person_ban": {"reason": "spam"},
    "program_publish": {"change_note": "Changed."},
    "program_new": {"slug": "another", "name": "Another", "kind": "bounty", "visibility": "public"},
    "program_invitation_own_answer": {"answer": "decline"},
    "program_invitation_answer": {"answer": "decline"},
    "invitation": {"answer": "accept"},
    "platform_organizations": {"slug": "gamma", "name": "Gamma", "owner": "stranger"},
    "api/v1/programs/<slug>/reports": REPORT,
    "api/v1/organizations/<slug>/webhooks": {
        "name": "Another", "url": "https://hooks.example/in", "events": ["report.submitted"]
    },
    "api/v1/reports/<id>/moves": {"move": "ask", "note": "Which account?"},
    "api/v1/reports/<id>/comments": {"body": "Hello.", "audience": "participants"},
    "api/v1/reports/<id>/attachments": {"file": SimpleUploadedFile("a.txt", b"hello")},
    "api/v1/reports/<id>/severity": {
        "side": "triage", "priority": 2, "reason_code": "taxonomy_baseline", "reason": "As listed."
    },
    "api/v1/reports/<id>/decline-reward": {
        "reason": "Nothing was at risk.", "reason_code": "other"
    },
    "api/v1/awards/<id>/reject": {"note": "Not the right sum."},
    "api/v1/reports/<id>/awards": {"amount_minor": 60000, "currency": "USD", "reason": "Fair."},
}  # fmt: skip


# No secret was taken out of these reports: who may look at one, tests/web/reports tell.
NO_SECRET = "00000000-0000-4000-8000-000000000000"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
# What a GET asks for, where without it there would be nothing to refuse.
QUERIES = {
    "inbox-score": f"?cvss={VECTOR}",
    "program_scope": "?target=https://api.shop.example/v1/orders",
    "api/v1/programs/<slug>/scope/check": "?target=shop.example",
}


def things(route: Route, world: World) -> dict[str, dict[str, object]]:
    """By a short name, the words for the address of each thing the route is asked for."""
    ids = world.ids
    if route.name.startswith(
        ("settings_session_end", "settings_token_revoke", "mfa_edit", "mfa_remove")
    ):
        mine = {"reference": ids["session"], "token_id": ids["token"], "pk": ids["passkey"]}
        return {"the reporter's": mine}
    if route.text.startswith("sso/"):
        return {"": {"public_id": ids["provider"]}}
    if "webhooks/" in route.text and "organizations/" not in route.text:
        return ids["webhooks"]
    if "responses/<" in route.text or "rules/<" in route.text:
        number = {"public_id": "C-000000", "id": "C-000000"}
        return {name: {"slug": name} | number for name in ("alpha", "beta")}
    if "known-issues" not in route.text and (
        "public_id" in route.parameters or "<id>" in route.text
    ):
        return _things_by_number(route, world)
    if route.parameters and route.parameters[0] == "slug":
        return _things_by_slug(route, world)
    return {"": _others(route, world)}


def _things_by_number(route: Route, world: World) -> dict[str, dict[str, object]]:
    ids = world.ids
    if "award" in route.text.split("/")[0] or "v1/awards" in route.text:
        user = world.people["reporter"].pk
        found = {name: row.public_id for name, row in ids["awards"].items()}
        return {name: {"public_id": one, "id": one, "user_id": user} for name, one in found.items()}
    if route.text.startswith("files/") or "attachments/<id>" in route.text:
        return {name: {"public_id": one, "id": one} for name, one in ids["files"].items()}
    if "reports/<id>/retest/" in route.text:
        return {name: {"id": row.public_id} for name, row in ids["retests"].items()}
    more = {"comment_id": ids["comments"]["said"], "move": "ask", "upload_id": ids["upload"]}
    more["attachment_id"] = ids["files"]["shared"]
    more["secret_id"] = NO_SECRET
    decisions = {name: ids["decisions"].get(name, "D-000000") for name in ids["reports"]}
    return {
        name: {"public_id": row.public_id, "id": row.public_id}
        | more
        | {"decision_id": decisions[name], "decision": decisions[name]}
        for name, row in ids["reports"].items()
    }


def _things_by_slug(route: Route, world: World) -> dict[str, dict[str, object]]:
    ids = world.ids
    more = {
        "number": 1,
        "entry": "cross_site_scripting_xss",
        "key": "about",
        "invitation_id": ids["invitation"],
        "membership_id": ids["membership"],
        "domain_id": ids["domain"],
        "ban_id": ids["ban"],
        "tag_id": ids["tag"],
        "handle": "core-team",
        "name": "ticket",
        "days_id": 1,
        "known_id": ids["known_issue"].public_id,
        "id": ids["known_issue"].public_id,
        "user_id": world.people["reporter"].pk,
    }
    if "organizations/" in route.text:
        return {name: {"slug": name} | more for name in ("alpha", "beta")}
    more["invitation_id"] = ids["asking"]
    return {name: {"slug": name} | more for name in ids["programs"]}


def _others(route: Route, world: World) -> dict[str, object]:
    ids = world.ids
    return {
        "secret": {
            "invitation": ids["invited"],
            "guest_invitation": ids["guest"],
            "guest_invitation_accept": ids["guest"],
            "link": ids["link"],
            "address_undo": ids["former"],
        }.get(route.name, ids["asked"]),
        "handle": "hidden",
        "user_id": world.people["stranger"].pk,
        "ban_id": ids["platform_ban"],
        "invitation_id": ids["own_asking"],
        "notice_id": ids["notice"],
        "key": "unknown",
        "place": "entries/000.p/1",
        "uidb36": "1",
    }
