"""What every template keeps to: icons that exist, no inline code, documented components."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "src/seawall/web"
TEMPLATES = WEB / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
SCRIPTS = sorted((WEB / "static/js").glob("*.js"))
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static/vendor/icons.svg").read_text()))


def ids(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_icon_of_a_page_is_in_the_sprite(page):
    text = page.read_text()
    used = re.findall(r'<c-icon\s[^>]*?(?<!:)name="([a-z][\w-]*)"', text)
    used += re.findall(r'(?<![:\w-])icon="([a-z][\w-]*)"', text)
    assert set(used) <= ICONS


@pytest.mark.parametrize("module", sorted(WEB.rglob("*.py")), ids=ids)
def test_every_icon_of_a_module_is_in_the_sprite(module):
    text = module.read_text()
    used = re.findall(r'\bicon="([a-z][\w-]*)"', text)
    used += re.findall(r'_item\([^()]*(?:\([^()]*\)[^()]*)?, "([a-z][\w-]*)", ', text)
    for names in re.findall(r"_ICONS\b[^=]*= (?:MappingProxyType\()?\{(.*?)\}", text, re.DOTALL):
        used += re.findall(r': "([a-z][\w-]*)"', names)
    assert set(used) <= ICONS


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_no_page_has_code_or_style_inline(page):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", page.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style|\son(?!ly)[a-z]+\s*=\s*[\"']|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag
        assert 'nonce="{{ csp_nonce }}"' in tag


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_an_element_with_htmx_carries_the_nonce(page):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", page.read_text(), flags=re.DOTALL)
    for tag in re.findall(r"<[a-z][^<]*?\shx-[a-z]+[=:][^<]*>", text):
        assert 'hx-nonce="{{ csp_nonce }}"' in tag, tag[:120]


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_attributes_passed_through_a_component_are_escaped(page):
    """Django escapes data-x="{{ value }}"; the component tag does not escape :data-x="value"."""
    assert not re.search(r"<c-[^>]*\s:(data|aria|hx)-", page.read_text())


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_is_and_declares_its_attributes(component):
    text = component.read_text()
    assert text.startswith("{% comment %}")
    if re.search(r"{{ (?!slot|attrs|csrf|message\b|csp)\w+", text):
        assert "<c-vars " in text


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_for_pages_is_in_the_table(component):
    inside = {"bell", "brand", "confirm", "nav", "theme", "viewer"}
    table = (TEMPLATES / "components/README.md").read_text()
    assert component.stem in inside or f"`{component.stem}`" in table


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_html_or_makes_code(script):
    """Trusted Types would stop it in the browser; this says so earlier."""
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(rf"(?<!swap: \")({forbidden})", script.read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_stay_short(script):
    assert script.read_text().count("\n") < 400
