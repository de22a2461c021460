"""Routes of reports, for whoever wrote them and for whoever works on them."""

from django.urls import path

from seawall.web.views.reports import (
    answering,
    attaching,
    conversing,
    drafting,
    reading,
    revising,
)

urlpatterns = [
    path("programs/<slug:slug>/report", drafting.start, name="report-start"),
    path("reports", reading.mine, name="reports"),
    path("reports/<str:public_id>", reading.thread, name="report"),
    path("reports/<str:public_id>/edit", drafting.edit, name="report-edit"),
    path("reports/<str:public_id>/autosave", drafting.autosave, name="report-autosave"),
    path("reports/<str:public_id>/submit", drafting.submit, name="report-submit"),
    path("reports/<str:public_id>/discard", drafting.discard, name="report-discard"),
    path("reports/<str:public_id>/scope", answering.scope, name="report-scope"),
    path(
        "reports/<str:public_id>/collaborators",
        drafting.collaborators,
        name="report-collaborators",
    ),
    path("reports/<str:public_id>/receipt", reading.receipt, name="report-receipt"),
    path("reports/<str:public_id>/revise", revising.revise, name="report-revise"),
    path("reports/<str:public_id>/revisions", reading.versions, name="report-revisions"),
    path("reports/<str:public_id>/comments", conversing.comment, name="report-comments"),
    path(
        "reports/<str:public_id>/comments/<int:comment_id>/edit",
        conversing.edit_comment,
        name="report-comment-edit",
    ),
    path("reports/<str:public_id>/moves", conversing.move, name="report-moves"),
    path("reports/<str:public_id>/uploads", attaching.begin, name="report-uploads"),
    path(
        "reports/<str:public_id>/team-uploads",
        attaching.begin,
        {"audience": "team"},
        name="report-team-uploads",
    ),
    path("reports/<str:public_id>/uploads/<str:upload_id>", attaching.piece, name="report-upload"),
    path(
        "reports/<str:public_id>/team-uploads/<str:upload_id>",
        attaching.piece,
        name="report-team-upload",
    ),
    path(
        "reports/<str:public_id>/uploads/<str:upload_id>/complete",
        attaching.complete,
        name="report-upload-complete",
    ),
    path(
        "reports/<str:public_id>/team-uploads/<str:upload_id>/complete",
        attaching.complete,
        name="report-team-upload-complete",
    ),
    path("files/<str:public_id>", attaching.download, name="file"),
    path("files/<str:public_id>/thumbnail", attaching.thumbnail, name="file-thumbnail"),
    path("vrt/search", answering.vrt_search, name="vrt-search"),
    path("vrt/suggestion", answering.vrt_suggestion, name="vrt-suggestion"),
    path("cvss/score", answering.cvss_score, name="cvss-score"),
    path("preview", answering.preview, name="preview"),
]
