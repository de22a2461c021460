"""What everybody may know of the security of this installation."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.domain.errors import NotFound
from seawall.lib import clock
from seawall.web.access import ActorRequest, public
from seawall.web.pages.security import security_page, security_txt_of


@public
@require_safe
def security_txt(request: ActorRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a weakness in this installation. 404 until a contact is set."""
    if not settings.SECURITY_CONTACT:
        raise NotFound
    text = security_txt_of(settings.SECURITY_CONTACT, settings.BASE_URL, today=clock.now().date())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public
@require_safe
def security(request: ActorRequest) -> HttpResponse:
    """What Seawall promises, when that was last tested, and what each role may do."""
    return render(request, "security.html", {"page": security_page()})
