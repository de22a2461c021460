"""Addresses of the inbox."""

from django.urls import path

from seawall.web.views import filtering
from seawall.web.views.triage import acting, evidence, inbox, responding, selected, views

urlpatterns = [
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox.csv", filtering.inbox_csv, name="inbox-csv"),
    path("filter/offers", filtering.offers, name="filter-offers"),
    path("inbox/views", views.index, name="inbox-views"),
    path("inbox/views/counts", views.counts, name="inbox-view-counts"),
    path("inbox/views/<str:public_id>", views.change, name="inbox-view"),
    path("inbox/selected", selected.selected, name="inbox-selected"),
    path("inbox/filters", inbox.filters, name="inbox-filters"),
    path("inbox/<str:public_id>", inbox.report, name="inbox-report"),
    path("inbox/<str:public_id>/move/<str:move>", acting.move, name="inbox-move"),
    path("inbox/<str:public_id>/responses", responding.respond, name="inbox-responses"),
    path("inbox/<str:public_id>/severity", acting.severity, name="inbox-severity"),
    path("inbox/<str:public_id>/severity/score", acting.score, name="inbox-score"),
    path("inbox/<str:public_id>/assign", acting.assign, name="inbox-assign"),
    path("inbox/<str:public_id>/tags", acting.tags, name="inbox-tags"),
    path("inbox/<str:public_id>/checklist", acting.checklist, name="inbox-checklist"),
    path("inbox/<str:public_id>/fields", acting.fields, name="inbox-fields"),
    path("inbox/<str:public_id>/award", acting.award, name="inbox-award"),
    path("inbox/<str:public_id>/decline", acting.decline, name="inbox-decline"),
    path("inbox/<str:public_id>/original", acting.original, name="inbox-original"),
    path("inbox/<str:public_id>/similar", evidence.similar, name="inbox-similar"),
    path("inbox/<str:public_id>/compare/<str:other_id>", evidence.compare, name="inbox-compare"),
]
