"""Organizations and their members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.accounts import commands, policies, queries
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.web import mailing
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.adapters import absolute
from seawall.web.forms import refusals
from seawall.web.forms.organizations import InvitationForm, OrganizationForm, RoleForm
from seawall.web.pages import organizations as pages


@signed_in
@require_safe
def overview(request: ActorRequest, slug: str) -> HttpResponse:
    """The organization from the inside."""
    page = pages.overview(slug, request.actor)
    return render(request, "organizations/overview.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, slug: str) -> HttpResponse:
    """Name, text and web site."""
    organization = queries.organization(slug, actor=request.actor)
    if not policies.can_edit(request.actor, organization.id):
        raise NotFound
    form = OrganizationForm(
        request.POST or None,
        initial={
            "name": organization.name,
            "about": organization.about,
            "website": organization.website,
        },
    )
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.edit_organization(organization.id, actor=request.actor, **given),
    ):
        messages.success(request, _("The organisation is saved."))
        return see_other(f"/organizations/{slug}")
    context = {"form": form, "organization": organization}
    status = 422 if form.errors else 200
    return render(request, "organizations/edit.html", context, status=status)


@signed_in
@require_safe
def members(request: ActorRequest, slug: str) -> HttpResponse:
    """Members, open invitations, and what each role may do."""
    return _members_page(request, slug, InvitationForm())


def _members_page(request: ActorRequest, slug: str, form: InvitationForm) -> HttpResponse:
    page = pages.members(slug, request.actor)
    status = 422 if form.errors else 200
    context = {"page": page, "form": form}
    return render(request, "organizations/members.html", context, status=status)


@signed_in
@require_POST
def invite(request: ActorRequest, slug: str) -> HttpResponse:
    """Mail a link that works once."""
    organization = queries.organization(slug, actor=request.actor)
    commands.limits.take(
        f"member.invite:user:{request.actor.user_id}", at_most=30, per_seconds=3600
    )
    form = InvitationForm(request.POST)

    def send(given: dict[str, str]) -> None:
        secret = commands.invite_member(organization.id, actor=request.actor, **given)
        offer = queries.invitation_offer(secret)
        link = {"offer": offer, "url": absolute(f"/invitations/{secret}")}
        subject = _("Join %(name)s on Seawall") % {"name": offer.organization_name}
        body = render_to_string("organizations/email/invitation.txt", link)
        mailing.send(offer.email, subject=subject, body=body)

    if refusals.attempt(form, send):
        email = form.cleaned_data["email"]
        messages.success(request, _("Invited %(email)s.") % {"email": email})
        return see_other(f"/organizations/{slug}/members")
    return _members_page(request, slug, form)


@signed_in
@require_POST
def revoke_invitation(request: ActorRequest, slug: str, invitation_id: int) -> HttpResponse:
    """The mailed link stops working."""
    commands.revoke_invitation(invitation_id, actor=request.actor)
    messages.success(request, _("The invitation is revoked."))
    return see_other(f"/organizations/{slug}/members")


@signed_in
@require_POST
def change_role(request: ActorRequest, slug: str, membership_id: int) -> HttpResponse:
    """Another role for one member. What cannot be is said on top of the list; what one may not
    do is a refusal like everywhere.
    """
    form = RoleForm(request.POST)
    try:
        if form.is_valid():
            commands.change_role(membership_id, actor=request.actor, **form.cleaned_data)
            messages.success(request, _("The role is changed."))
    except (Conflict, Invalid) as refusal:
        form.add_error(None, refusal.message)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return see_other(f"/organizations/{slug}/members")


@signed_in
@require_POST
def remove_member(request: ActorRequest, slug: str, membership_id: int) -> HttpResponse:
    """Take somebody out, or leave."""
    leaves = membership_id == queries.own_membership(
        queries.organization(slug, actor=request.actor).id, actor=request.actor
    )
    commands.remove_member(membership_id, actor=request.actor)
    if leaves:
        messages.success(request, _("You left the organisation."))
        return see_other("/")
    messages.success(request, _("The member is removed."))
    return see_other(f"/organizations/{slug}/members")
