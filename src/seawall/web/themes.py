"""Which look a browser gets before anybody signs in."""

from django.http import HttpResponse

YEAR_SECONDS = 31_536_000


def remember_theme(response: HttpResponse, theme: str, *, secure: bool) -> None:
    """Set the cookie that the pages and the theme button read; it is no secret."""
    response.set_cookie("theme", theme, max_age=YEAR_SECONDS, samesite="Lax", secure=secure)
