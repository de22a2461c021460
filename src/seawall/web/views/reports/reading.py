"""My reports, one report, its receipt and its versions."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seawall.domain.audit.queries import Document
from seawall.domain.reports import queries
from seawall.domain.reports.rules.workflow import State
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.pages.reports import lists, receipts, revisions, threads
from seawall.web.pages.reports import reads as pages
from seawall.web.pages.triage.narrowing import typed


@signed_in
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """Drafts, invitations to share, and everything one has sent, by a filter."""
    if "view" in request.GET:
        return see_other(lists.address(lists.VIEWS.get(request.GET["view"], "")))
    text = typed(request.GET.get("q", ""))
    page = lists.reports(request.actor, text=text, cursor=request.GET.get("cursor", ""))
    return render(request, "reports/list.html", {"page": page})


@signed_in
@require_safe
def thread(request: ActorRequest, public_id: str) -> HttpResponse:
    """One report. One's own draft opens in its form."""
    page = threads.thread(request.actor, public_id, by_guests=True)
    if page.state is State.DRAFT and page.report.abilities.can_edit:
        return see_other(f"{page.url}/edit")
    request.beside = reverse("inbox") if page.is_team else ""
    return render(request, "reports/thread.html", {"page": page})


@signed_in
@require_safe
def receipt(request: ActorRequest, public_id: str) -> HttpResponse:
    """What was stored and when; `?format=json` is a file to keep, 409 until there is one."""
    if request.GET.get("format") == "json":
        document = queries.receipt_document(request.actor, public_id)
        return json_file(document, name=f"receipt-{document['report']}.json")
    page = receipts.receipt(request.actor, public_id)
    return render(request, "reports/receipt.html", {"page": page})


@signed_in
@require_safe
def duplicate_proof(request: ActorRequest, public_id: str) -> HttpResponse:
    """Why a duplicate is one, as far as it can be proven; `?format=json` is a file to keep."""
    if request.GET.get("format") == "json":
        document = queries.duplicate_proof_document(request.actor, public_id)
        return json_file(document, name=f"duplicate-proof-{document['report']}.json")
    page = receipts.duplicate_proof(request.actor, public_id)
    return render(request, "reports/duplicate_proof.html", {"page": page})


def json_file(document: Document, *, name: str) -> HttpResponse:
    """A document to keep."""
    answer = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@signed_in
@require_safe
def reads(request: ActorRequest, public_id: str) -> HttpResponse:
    """Who opened it, when and how."""
    page = pages.reads(request.actor, public_id)
    request.beside = page.url
    return render(request, "reports/reads.html", {"page": page})


@signed_in
@require_safe
def versions(request: ActorRequest, public_id: str) -> HttpResponse:
    """All versions of the words, and two of them compared."""
    page = revisions.revisions(
        request.actor,
        public_id,
        old=request.GET.get("old", ""),
        new=request.GET.get("new", ""),
    )
    return render(request, "reports/revisions.html", {"page": page})
