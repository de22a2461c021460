"""The address of files (SEAWALL_FILES_URL): it knows no sessions and has no pages.

A file that a browser opened as a page there could reach nothing of ours: it is another origin, and
best another site.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from seawall.domain.errors import NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.commands import Download
from seawall.web.served_files import served

_LONGEST_SECRET = 100


class FilesHost:
    """Answers everything that is asked at the address of files; other requests pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The file of the ticket in the path, once; 404 for all else."""
        if not is_files_host(request):
            return self.get_response(request)
        if request.method != "GET":
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"})
        try:
            return served(_handed_out(request.path_info))
        except NotFound:
            said = _("This link was used, or is too old. Open the file again from its report.")
            return HttpResponse(said, status=HTTPStatus.NOT_FOUND, content_type="text/plain")


def is_files_host(request: HttpRequest) -> bool:
    """Whether this is asked at the address of files."""
    return bool(settings.FILES_URL) and request.get_host() == urlsplit(settings.FILES_URL).netloc


def _handed_out(path: str) -> Download:
    secret = path.removeprefix("/")
    if not 0 < len(secret) <= _LONGEST_SECRET:
        raise NotFound
    return commands.spend_ticket(secret)
