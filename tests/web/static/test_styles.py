"""The style sheets: readable in both themes, colours named once, small enough."""

import gzip
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[3] / "src/seawall/web/static/css"
TEMPLATES = CSS.parents[1] / "templates"
TOKENS = (CSS / "tokens.css").read_text()
THEMES = ("light", "dark")
SET_BY_HTMX = {"htmx-request"}

SURFACES = ("bg", "surface", "surface-raised", "surface-sunken", "selected")
TONES = ("danger", "warn", "note", "ok", "info", "violet", "neutral")


def pairs() -> dict[str, tuple[str, str]]:
    """Token name to its light and dark colour."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", TOKENS)
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


READABLE = [
    *[(text, surface) for text in ("text", "text-muted", "accent") for surface in SURFACES],
    *[(tone, surface) for tone in TONES for surface in ("surface", "surface-raised")],
    *[(tone, f"{tone}-soft") for tone in (*TONES, "accent")],
    *[("text", f"{tone}-soft") for tone in (*TONES, "accent")],
    ("text-muted", "accent-soft"),
    ("text-muted", "team-surface"),
    ("accent", "segment"),
    ("team", "team-surface"),
    ("text", "team-surface"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("danger-ink", "danger-solid"),
    ("team-ink", "team"),
    ("danger", "bg"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "surface"), READABLE)
def test_words_stand_out_from_what_is_behind_them(text, surface, theme):
    at = THEMES.index(theme)
    assert contrast(pairs()[text][at], pairs()[surface][at]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("edge", ["line-control", "accent", "dot-1", "dot-2", "dot-3", "dot-4"])
def test_edges_of_controls_and_dots_can_be_seen(edge, theme):
    at = THEMES.index(theme)
    assert contrast(pairs()[edge][at], pairs()["surface-raised"][at]) >= 3


def sheets() -> list[Path]:
    return sorted(CSS.rglob("*.css"))


def test_only_the_tokens_name_a_colour():
    for sheet in sheets():
        if sheet.name != "tokens.css":
            text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
            assert not re.findall(r"(#[0-9a-f]{3,8}\b(?=[;, )])|rgba?\()", text), sheet.name


def test_every_token_that_is_used_exists():
    text = "".join(sheet.read_text() for sheet in sheets())
    named = set(re.findall(r"(--[\w-]+):", text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= named


def test_every_sheet_stands_in_a_layer_and_is_linked_by_the_base():
    base = (TEMPLATES / "base.html").read_text()
    for sheet in sheets():
        assert "@layer " in sheet.read_text(), sheet.name
        assert f"css/{sheet.relative_to(CSS)}'" in base, sheet.name


def test_styles_stay_small():
    whole = b"".join(sheet.read_bytes() for sheet in sheets())
    assert len(gzip.compress(whole)) < 16_000


def test_nothing_is_sent_that_no_page_uses():
    """Classes that the style sheets know, and pictures of the sprite."""
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "{", "".join(map(Path.read_text, sheets())), flags=re.S)
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", rules)) - SET_BY_HTMX
    known |= set(re.findall(r'symbol id="([\w-]+)"', (CSS.parent / "vendor/icons.svg").read_text()))
    web = CSS.parents[1]
    files = [*web.rglob("*.html"), *web.rglob("*.py"), *(CSS.parent / "js").glob("*.js")]
    written = set(re.findall(r"[a-zA-Z][\w-]*", "\n".join(map(Path.read_text, files))))

    assert known - written == set()


def test_what_a_page_loads_stays_under_its_budget():
    static = CSS.parent
    text = [*sheets(), static / "vendor/htmx.min.js", static / "vendor/hx-csp.min.js"]
    text += [static / "vendor/icons.svg", *(static / "js").glob("*.js")]
    sent = sum(len(gzip.compress(path.read_bytes())) for path in text)
    sent += sum(
        (static / "vendor" / name).stat().st_size
        for name in ("inter-latin.woff2", "mono-latin.woff2")
    )
    assert sent < 115_000
