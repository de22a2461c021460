"""How often one may call. Each operation belongs to a class; a house test finds one without."""

from django.http import HttpRequest

from seawall.domain.actor import Actor
from seawall.web import limits
from seawall.web.actors import client_ip
from seawall.web.limits import COSTLY, CREDENTIAL, READ, TELL, WRITE, Limit

_READING: dict[Limit, str] = {
    READ: """
        /programs /programs/{slug} /programs/{slug}/versions /programs/{slug}/versions/{number}
        /programs/{slug}/hall-of-fame
        /programs/{slug}/metrics /programs/{slug}/metrics/team /reports/{id}/decisions
        /reports/{id}/retests
        /reports/{id}/advice /organizations/{slug}/advice/{entry} /programs/{slug}/known-issues
        /programs/{slug}/leaks /leaks/{id} /reports /reports/{id} /reports/{id}/reads
        /reports/{id}/receipt /reports/{id}/duplicate-proof /attachments/{id}
        /meta/public_keys/secret_scanning /organizations/{slug}/webhooks /webhooks/{id}
        /webhooks/{id}/deliveries /me /views /organizations/{slug}/tags
        /organizations/{slug}/responses /reports/{id}/responses
        /organizations/{slug}/groups /organizations/{slug}/activity /awards
        /programs/{slug}/fields
        /programs/{slug}/templates /me/templates
        /organizations/{slug}/rules /rules/{id}/runs
    """,
    COSTLY: "/programs/{slug}/scope/check /reports/{id}/similar /reports/{id}/suggestions",
}
_WRITING: dict[Limit, str] = {
    WRITE: """
        /reports/{id}/attachments /reports/{id}/severity /programs/{slug}/known-issues
        /programs/{slug}/known-issues/import /programs/{slug}/known-issues/{id}/retire
        /organizations/{slug}/webhooks /webhooks/{id} /views /views/{id}
        /organizations/{slug}/tags /tags/{id} /reports/{id}/tags
        /organizations/{slug}/webhooks /webhooks/{id} /organizations/{slug}/advice/{entry}
        /organizations/{slug}/advice/{entry}/reset /organizations/{slug}/responses
        /responses/{id}
        /programs/{slug}/fields /programs/{slug}/fields/{name} /reports/{id}/fields
        /programs/{slug}/templates /me/templates /me/templates/{id}
        /organizations/{slug}/rules /rules/{id} /rules/{id}/do
    """,
    COSTLY: "/reports/{id}/export /organizations/{slug}/rules/try",
    TELL: """
        /bulk /reports/{id}/retests /reports/{id}/retest/answer /reports/{id}/retest/step
        /reports/{id}/retest/verdict /reports/{id}/clone /reports/{id}/lock /reports/{id}/unlock
        /programs/{slug}/reports /reports/{id}/moves /reports/{id}/comments /reports/{id}/awards
        /reports/{id}/decisions/{decision}/appeal /reports/{id}/decisions/{decision}/answer
        /reports/{id}/decline-reward /awards/{id}/approve /awards/{id}/reject
        /programs/{slug}/leaks /leaks/{id}/moves
        /leaks/{id}/awards
        /webhooks/{id}/ping /webhooks/{id}/deliveries/{delivery}/again
    """,
    CREDENTIAL: "/webhooks/{id}/secret",
}
CLASSES: dict[tuple[bool, str], Limit] = {
    (is_reading, path): limit
    for is_reading, table in ((True, _READING), (False, _WRITING))
    for limit, paths in table.items()
    for path in paths.split()
}


def declared(request: HttpRequest) -> Limit:
    """The class of the operation asked for."""
    route = request.resolver_match.route if request.resolver_match else ""
    path = "/" + route.removeprefix("api/v1/").replace("<", "{").replace(">", "}")
    reads = request.method in limits.SAFE
    return CLASSES.get((reads, path), READ if reads else WRITE)


def take_by_address(request: HttpRequest) -> None:
    """Count a request of nobody known. Raises TooMany."""
    who = limits.address_key(client_ip(request))
    limits.take(declared(request), request.method or "", [who])


def take_by_token(request: HttpRequest, actor: Actor) -> None:
    """Count a request of a token and of its account, as reading and as what it is."""
    who = [f"token:{actor.token_id}"]
    if actor.user_id is not None:
        who.append(f"user:{actor.user_id}")
    if declared(request) is not READ:
        limits.take(READ, "GET", who)
    limits.take(declared(request), request.method or "", who)
