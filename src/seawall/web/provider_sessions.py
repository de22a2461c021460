"""What a browser's session keeps of sign-in providers: attempts that began, and what was passed."""

from dataclasses import asdict, dataclass

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from seawall.domain.accounts.queries import Passed
from seawall.lib import clock
from seawall.lib.oidc import Flow

# After that long the provider is asked again whether it still knows the person.
COUNTS_SECONDS = 12 * 3600
FLOW_SECONDS = 900
MOST_FLOWS = 3
_PASSED, _FLOWS = "provider_passed", "provider_flows"


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt. `user_id` is who wants to be linked; None where somebody wants to come in."""

    flow: Flow
    provider: str
    user_id: int | None
    next_path: str


def begin(request: HttpRequest, begun: Begun) -> None:
    """Remember it in this browser alone; the oldest of too many is forgotten."""
    flows = dict(list(request.session.get(_FLOWS, {}).items())[1 - MOST_FLOWS :])
    kept = {
        "flow": asdict(begun.flow),
        "provider": begun.provider,
        "user_id": begun.user_id,
        "next_path": begun.next_path,
        "at": clock.now().timestamp(),
    }
    request.session[_FLOWS] = flows | {begun.flow.state: kept}


def take(request: HttpRequest, state: str) -> Begun | None:
    """The attempt of this state, once; None where this browser began none, or long ago."""
    flows = dict(request.session.get(_FLOWS, {}))
    kept = flows.pop(state, None)
    request.session[_FLOWS] = flows
    if kept is None or clock.now().timestamp() - kept["at"] > FLOW_SECONDS:
        return None
    return Begun(
        flow=Flow(**kept["flow"]),
        provider=kept["provider"],
        user_id=kept["user_id"],
        next_path=kept["next_path"],
    )


def note_passed(request: HttpRequest, user_id: int, provider_id: int, *, is_only: bool) -> None:
    """This person came through this provider, in this session.

    `is_only`: the session has passed nothing else, as long as nothing of ours is passed later.
    """
    kept = request.session.get(_PASSED, {})
    at = kept.get("at", {}) if kept.get("user_id") == user_id else {}
    at = at | {str(provider_id): clock.now().timestamp()}
    request.session[_PASSED] = {"user_id": user_id, "at": at, "is_only": is_only}


def passed(request: HttpRequest, user_id: int) -> Passed:
    """By which doors the session's person came in."""
    kept = request.session.get(_PASSED, {})
    if kept.get("user_id") != user_id:
        return Passed()
    since = clock.now().timestamp() - COUNTS_SECONDS
    providers = frozenset(int(key) for key, at in kept["at"].items() if at > since)
    has_own = bool(get_authentication_records(request, request.user))
    return Passed(providers, is_local=has_own or not kept["is_only"])
