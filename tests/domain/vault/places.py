"""Where words can stand, sorted: what is a label, and what people write."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What the program itself makes, or takes only in one form: numbers, states, codes, hashes, sealed
# bytes, addresses of mail, host names. Each with what keeps words out.
LABELS = _words(
    """
    Event.name Event.actor_kind Event.role Event.payload Event.committed Checkpoint.note
    LogReader.name Job.queue Job.task Job.args Job.unique_key Job.worker Job.failure
    ScheduleSlot.name Heartbeat.name SealedSecret.subject SealedSecret.ref SealedSecret.kind
    SealedSecret.field SealedSecret.fingerprint SealedSecret.sealed SealedSecret.key_id
    Reveal.role Reveal.reason VrtRelease.release VrtRelease.content User.password User.email
    User.handle User.time_zone User.theme ReservedHandle.handle ReservedHandle.skeleton
    EmailChange.former EmailChange.secret_hash Researcher.credit_kind Organization.slug
    Membership.role Ban.reason Invitation.email Invitation.role Invitation.secret_hash
    SignInProvider.public_id SignInProvider.issuer SignInProvider.secret_sealed
    SignInProvider.enforcement SignInProvider.default_role ProviderDomain.domain
    ProviderDomain.challenge ProviderIdentity.issuer ProviderIdentity.subject OneTimeLink.purpose
    OneTimeLink.secret_hash ApiToken.secret_hash ApiToken.hint ApiToken.scopes ApiToken.providers
    Session.key_hash Session.payload Session.ip RateBucket.key IdempotencyRecord.key
    IdempotencyRecord.request_hash IdempotencyRecord.body Program.slug Program.kind
    Program.visibility Program.state Program.nda_sha256 Program.duplicate_fields
    Program.target_kinds Program.safe_harbor Program.currency Brief.content_sha256
    KnownIssue.public_id KnownIssue.target_id KnownIssue.asset ProgramInvitation.email
    ProgramInvitation.secret_hash NdaSignature.text_sha256 NdaSignature.ip Report.public_id
    Report.state Report.turn Report.kind Report.target_id Report.vrt Report.vrt_release
    Report.closing_rule Report.content_sha256 Revision.target_id Revision.vrt Revision.kind
    Revision.cvss Revision.content_sha256 ReportMove.move ReportMove.from_state
    Guest.public_id Guest.email Guest.secret_hash
    Retest.public_id Retest.currency
    ReportMove.to_state ReportMove.side ReportMove.rule SeverityOpinion.side SeverityOpinion.cvss
    SeverityOpinion.reason_code Comment.audience Comment.side Comment.removed_sha256
    Attachment.public_id Attachment.audience Attachment.label_type Attachment.sha256
    Attachment.thumbnail_sha256 Attachment.thumbnail_state Attachment.removal_reason
    Upload.public_id Upload.audience Collaborator.state StateCount.state Leak.public_id Leak.state
    Leak.return_hash Leak.source LeakStep.move LeakStep.from_state LeakStep.to_state
    LeakComment.side LeakMessage.failure Award.public_id Award.kind Award.state Award.currency
    LedgerTransaction.public_id LedgerTransaction.kind LedgerEntry.account LedgerEntry.currency
    Notice.topic Notice.payload Mail.dedupe_key Mail.address Mail.subject Mail.body_sealed
    Mail.failure Preference.topic Webhook.public_id Webhook.host Webhook.url_sealed
    Webhook.secret_sealed Webhook.old_secret_sealed Webhook.events Webhook.off_reason
    Delivery.public_id Delivery.kind Delivery.body Delivery.state Learnt.subject Learnt.numbers
    Learnt.quality SavedView.public_id Decision.public_id Decision.kind Decision.side
    Decision.before Decision.after
    Decision.reason_code Appeal.cvss Appeal.outcome Advice.vrt ReportFigures.state
    ReportFigures.missed ReportFigures.currency ProgramFigures.numbers Program.public_figures
    Award.reason_code CannedResponse.public_id CannedResponse.default_for
    CustomField.name CustomField.kind CustomField.audience
    ReportTemplate.public_id ReportTemplate.vrt
    FileTicket.secret_hash FileTicket.session_hash Group.handle Group.mail_domain
    MemberDays.kind Tag.public_id Tag.tone
    Rule.public_id Rule.triggers Rule.off_reason RuleVersion.triggers RuleRun.event_name
    RuleRun.outcomes
    """
)

# Words that forms and the API take, by name: each leads to one of the doors above, or is one of a
# few words, a number, a name of something that exists, a password or a code that is not stored.
WORDS = _words(
    """
    about add address asset body change_note choices client_id condition contact credentials
    credit_name csv description display_name fields fix help impact kind label message name nda
    new note notes other_justification pattern patterns pause_message query reason reference
    remove summary target text title url values vrt website
    """
)
CHOSEN = _words(
    """
    accept_terms acknowledged amount assignee attachments audience checklist chooses client_secret
    code collaborators currency cvss cvss4 days domain email emergency_user events exploitable
    handle in_scope issuer known_issue known_since maximum minimum move novel organization original
    outcome own_share owner password pay priority program reason_code reproduced researcher rule
    side slug source default_for reports target_id template tone user username verdict version who
    comment do q group mail_domain notify tags triggers
    """
)
