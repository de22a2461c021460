"""Routes of reports, for whoever wrote them and for whoever works on them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from seawall.web.views.reports import (
    answering,
    appealing,
    attaching,
    cloning,
    conversing,
    drafting,
    exporting,
    guesting,
    locking,
    reading,
    removing,
    retesting,
    revising,
    unsealing,
)


class IdConverter(StringConverter):
    """What can be the public id of something: anything else is no address at all."""

    regex = "[A-Za-z0-9_-]{1,64}"


register_converter(IdConverter, "id")

urlpatterns = [
    path("programs/<slug:slug>/report", drafting.start, name="report-start"),
    path("reports", reading.mine, name="reports"),
    path("reports/<id:public_id>", reading.thread, name="report"),
    path("reports/<id:public_id>/edit", drafting.edit, name="report-edit"),
    path("reports/<id:public_id>/autosave", drafting.autosave, name="report-autosave"),
    path("reports/<id:public_id>/submit", drafting.submit, name="report-submit"),
    path("reports/<id:public_id>/discard", drafting.discard, name="report-discard"),
    path("reports/<id:public_id>/scope", answering.scope, name="report-scope"),
    path(
        "reports/<id:public_id>/collaborators",
        drafting.collaborators,
        name="report-collaborators",
    ),
    path("reports/<id:public_id>/receipt", reading.receipt, name="report-receipt"),
    path("reports/<id:public_id>/reads", reading.reads, name="report-reads"),
    path("reports/<id:public_id>/export", exporting.export, name="report-export"),
    path(
        "reports/<id:public_id>/duplicate-proof",
        reading.duplicate_proof,
        name="report-duplicate-proof",
    ),
    path("reports/<id:public_id>/evidence", removing.evidence, name="report-evidence"),
    path("reports/<id:public_id>/hold", removing.hold, name="report-hold"),
    path(
        "reports/<id:public_id>/evidence/<id:attachment_id>/hide", removing.hide, name="file-hide"
    ),
    path(
        "reports/<id:public_id>/evidence/<id:attachment_id>/delete",
        removing.delete,
        name="file-delete",
    ),
    path(
        "reports/<id:public_id>/evidence/<id:attachment_id>/purge",
        removing.purge,
        name="file-purge",
    ),
    path(
        "reports/<id:public_id>/comments/<int:comment_id>/remove",
        removing.remove_comment,
        name="report-comment-remove",
    ),
    path(
        "reports/<id:public_id>/decisions/<id:decision_id>/appeal",
        appealing.appeal,
        name="report-appeal",
    ),
    path(
        "reports/<id:public_id>/decisions/<id:decision_id>/answer",
        appealing.decide,
        name="report-appeal-decide",
    ),
    path("reports/<id:public_id>/guests", guesting.guests, name="report-guests"),
    path("guest-invitations/<str:secret>", guesting.offer, name="guest_invitation"),
    path("guest-invitations/<str:secret>/answer", guesting.accept, name="guest_invitation_accept"),
    path("reports/<id:public_id>/clone", cloning.clone, name="report-clone"),
    path("reports/<id:public_id>/lock", locking.lock, name="report-lock"),
    path("reports/<id:public_id>/retest", retesting.retest, name="report-retest"),
    path("appeals", appealing.appeals, name="appeals"),
    path("reports/<id:public_id>/revise", revising.revise, name="report-revise"),
    path("reports/<id:public_id>/revisions", reading.versions, name="report-revisions"),
    path("reports/<id:public_id>/secrets", unsealing.listed, name="report-secrets"),
    path(
        "reports/<id:public_id>/secrets/<id:secret_id>/reveal",
        unsealing.reveal,
        name="report-secret-reveal",
    ),
    path(
        "reports/<id:public_id>/secrets/<id:secret_id>/dispute",
        unsealing.dispute,
        name="report-secret-dispute",
    ),
    path(
        "reports/<id:public_id>/secrets/<id:secret_id>/judge",
        unsealing.judge,
        name="report-secret-judge",
    ),
    path("reports/<id:public_id>/comments", conversing.comment, name="report-comments"),
    path(
        "reports/<id:public_id>/comments/<int:comment_id>/edit",
        conversing.edit_comment,
        name="report-comment-edit",
    ),
    path("reports/<id:public_id>/moves", conversing.move, name="report-moves"),
    path("reports/<id:public_id>/uploads", attaching.begin, name="report-uploads"),
    path(
        "reports/<id:public_id>/team-uploads",
        attaching.begin,
        {"audience": "team"},
        name="report-team-uploads",
    ),
    path("reports/<id:public_id>/uploads/<id:upload_id>", attaching.piece, name="report-upload"),
    path(
        "reports/<id:public_id>/team-uploads/<id:upload_id>",
        attaching.piece,
        name="report-team-upload",
    ),
    path(
        "reports/<id:public_id>/uploads/<id:upload_id>/complete",
        attaching.complete,
        name="report-upload-complete",
    ),
    path(
        "reports/<id:public_id>/team-uploads/<id:upload_id>/complete",
        attaching.complete,
        name="report-team-upload-complete",
    ),
    path("files/<id:public_id>", attaching.download, name="file"),
    path("files/<id:public_id>/thumbnail", attaching.thumbnail, name="file-thumbnail"),
    path("vrt/search", answering.vrt_search, name="vrt-search"),
    path("vrt/suggestion", answering.vrt_suggestion, name="vrt-suggestion"),
    path("cvss/score", answering.cvss_score, name="cvss-score"),
    path("preview", answering.preview, name="preview"),
]
