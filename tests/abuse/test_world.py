"""The world itself: a word stands in every text, everybody reads theirs, and greps find them."""

import pytest
from django.apps import apps
from django.db import models

from tests.abuse import canaries
from tests.abuse.surfaces import ask, logged, pair, received

pytestmark = pytest.mark.django_db

# Texts that are chosen from a list, computed, or random: no word of ours can stand in them.
WORDLESS = {
    "ApiToken": {"secret_hash", "hint", "scopes", "providers"},
    "Attachment": {
        "public_id", "audience", "label_type", "sha256", "thumbnail_sha256", "thumbnail_state",
        "removal_reason",
    },
    "Advice": {"vrt"},
    "Retest": {"public_id", "currency"},
    "Guest": {"public_id", "secret_hash"},
    "Appeal": {"cvss", "outcome"},
    "Award": {"public_id", "kind", "state", "currency", "reason_code"},
    "Ban": {"reason"},
    "Delivery": {"public_id", "kind", "body", "state"},
    "ProviderDomain": {"challenge"},
    "SignInProvider": {"public_id", "secret_sealed", "enforcement", "default_role"},
    "Webhook": {
        "public_id", "url_sealed", "secret_sealed", "old_secret_sealed", "events", "off_reason"
    },
    "Rule": {"public_id", "triggers", "then", "off_reason"},
    "RuleRun": {"event_name", "outcomes"},
    "RuleVersion": {"triggers", "then"},
    "CannedResponse": {"public_id", "default_for"},
    "Checkpoint": {"note"},
    "Brief": {"content_sha256"},
    "Collaborator": {"state"},
    "Comment": {"audience", "side", "removed_sha256"},
    "Decision": {"public_id", "kind", "side", "before", "after", "reason_code"},
    "CustomField": {"name", "kind", "audience"},
    "EmailChange": {"secret_hash"},
    "ReservedHandle": {"skeleton"},
    "Event": {"name", "actor_kind", "role", "payload", "committed"},
    "Heartbeat": {"name"},
    "Invitation": {"role", "secret_hash"},
    "Job": {"queue", "task", "args", "unique_key", "worker", "failure"},
    "LedgerEntry": {"account", "currency"},
    "LedgerTransaction": {"public_id", "kind"},
    "LogReader": {"name"},
    "Mail": {"dedupe_key", "body_sealed", "failure", "subject"},
    "Membership": {"role"},
    "NdaSignature": {"text_sha256", "ip"},
    "Notice": {"topic", "payload"},
    "OneTimeLink": {"purpose", "secret_hash"},
    "Program": {
        "secret_patterns", "duplicate_fields",
        "slug", "kind", "visibility", "state", "nda_sha256", "target_kinds", "safe_harbor",
        "currency", "public_figures",
    },
    "ProgramFigures": {"numbers"},
    "KnownIssue": {"public_id", "target_id", "asset", "vrt"},
    "Leak": {"public_id", "state", "return_hash", "source"},
    "LeakComment": {"side"},
    "LeakStep": {"move", "from_state", "to_state"},
    "SealedSecret": {"subject", "ref", "kind", "field", "fingerprint", "sealed", "key_id"},
    "IdempotencyRecord": {"request_hash"},
    "Preference": {"topic"},
    "VrtRelease": {"release", "content"},
    "ProgramInvitation": {"secret_hash", "decline_reason"},
    "ReportTemplate": {"public_id", "vrt"},
    "RateBucket": {"key"},
    "Report": {
        "public_id", "state", "turn", "kind", "target_id", "vrt", "vrt_release", "content_sha256",
        "closing_rule",
    },
    "ReportFigures": {"state", "missed", "currency"},
    "ReportMove": {"move", "from_state", "to_state", "side", "rule"},
    "Researcher": {"credit_kind"},
    "Revision": {"target_id", "vrt", "kind", "cvss", "content_sha256"},
    "SavedView": {"public_id"},
    "MemberDays": {"kind"},
    "Tag": {"public_id", "tone"},
    "ScheduleSlot": {"name"},
    "Session": {"key_hash", "payload", "ip"},
    "SeverityOpinion": {"side", "cvss", "reason_code"},
    "StateCount": {"state"},
    "TaxonomyRelease": {"name", "content"},
    "Upload": {"public_id", "audience"},
    "User": {"password", "time_zone", "theme"},
    "Organization": {"slug"},
}  # fmt: skip


# Tables whose own tests plant what they hold; the world has no row of them yet.
ELSEWHERE = {"FileTicket", "Learnt", "LeakMessage", "Reveal"}


def _texts(model: type[models.Model]) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [one.name for one in model._meta.concrete_fields if isinstance(one, kinds)]


def test_a_word_stands_in_every_text(world):
    """A new table or field fails here until the world says something in it."""
    missing = []
    for model in apps.get_app_config("domain").get_models():
        if model.__name__ in ELSEWHERE:
            continue
        for name in _texts(model):
            if name in WORDLESS.get(model.__name__, set()):
                continue
            values = [value for value in model.objects.values_list(name, flat=True) if value]
            wordless = [value for value in values if not canaries.words_in(str(value))]
            if wordless or not values:
                missing.append(f"{model.__name__}.{name}: {wordless[:2] or 'empty everywhere'}")

    assert not missing, "\n".join(missing)


def test_no_row_has_a_word_that_its_audience_may_not_hold(world):
    rows = [
        (model.__name__, str(value))
        for model in apps.get_app_config("domain").get_models()
        for name in _texts(model)
        for value in model.objects.values_list(name, flat=True)
    ]
    found = {one for _model, value in rows for one in canaries.words_in(value)}

    assert len(found) > 150
    assert all(canaries.readers(one) is not None for one in found)


def test_everybody_reads_what_is_theirs(world):
    path = f"/reports/{world.id('X1')}"
    for actor, words in {
        "R1": ["cnry-report-x1-description-x1", "cnry-comment-x1new-body-x1"],
        "C1": ["cnry-report-x1-description-x1"],
        "T1": ["cnry-comment-x1team-body-x1team", "cnry-report-x1-impact-x1"],
    }.items():
        answer = ask(world, actor, path)

        assert answer.status == 200
        assert set(words) <= canaries.words_in(answer.text)
        assert answer.leaks == []


def test_a_leak_is_found(world):
    answer = ask(world, "T1", f"/reports/{world.id('X1')}")

    assert "cnry-comment-x1team-body-x1team" in canaries.foreign(answer.text, "R1")
    assert "cnry-report-x1-title-x1" in canaries.foreign(answer.text, "R2")


def test_a_pair_that_differs_is_found(world):
    assert pair(world, "R2", "/reports/{}", world.id("X1"), world.id("X0")) == []
    assert pair(world, "R2", "/reports/{}", world.id("X2"), world.id("X0")) != []


def test_what_a_request_changes_is_named_and_undone(world):
    path, body = f"/reports/{world.id('X1')}/comments", {"body": "Hi", "audience": "participants"}

    for _attempt in range(2):
        answer = ask(world, "R1", path, "POST", body)

        assert {"domain_comment", "domain_event"} <= set(answer.changed)


def test_mail_and_log_lines_are_collected(world):
    with logged() as lines:
        ask(world, "R1", "/reports")

    assert "reports" in lines[-1]
    assert world.id("X1") in received(world, "R1", world.sent)
