from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.lib import markdown
from seawall.lib.markdown import mentions_in, references_in, render
from tests.lib.shared_cases import shared_cases

ALLOWED_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "code": {"class"},
}
OWN_IMAGE = "/attachments/F-7K2M9Q/thumbnail"


class Inspector(HTMLParser):
    """Collects what an attacker would need: foreign tags, attributes, schemes, requests."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in markdown.TAGS:
            self.wrong.append(f"tag {tag}")
        for name, value in attrs:
            if name not in ALLOWED_ATTRIBUTES.get(tag, set()):
                self.wrong.append(f"attribute {tag}.{name}")
            if name == "src" and value != OWN_IMAGE:
                self.wrong.append(f"request {value}")
            if name == "href" and urlsplit(value or "").scheme not in ("http", "https", "mailto"):
                self.wrong.append(f"scheme {value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")


def wrong_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.wrong


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "[a](/logout)",
    "[a](\\\\evil.example)",
    "[a](file:///etc/passwd)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "![a](https://evil.example/track.png)",
    "![a](//evil.example/track.png)",
    "![a](data:image/svg+xml,<svg onload=alert(1)>)",
    '![a"onerror=alert(1)](x "y")',
    '[a](https://a.example "x\\" onmouseover=alert(1) y=\\"")',
    "[a](https://a.example/'onmouseover='alert(1))",
    '```x" onclick=alert(1)\ncode\n```',
    "```language-<script>\ncode\n```",
    "`<script>alert(1)</script>`",
    "<!-- --><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'https://evil.example'</style>",
    "<base href=https://evil.example>",
    "<form action=https://evil.example><input name=q></form>",
    "| a |\n|:-:|\n| <img src=x onerror=alert(1)> |",
    "[![a](https://evil.example/x.png)](https://a.example)",
    "# <script>alert(1)</script>",
    "a\0b\ud800c",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_can_neither_run_nor_call_out(text):
    assert wrong_in(render(text)) == []


@given(st.text(st.sampled_from(list("<>[]()!`*_~\"'=:/\\#|-\n aR@&;x0")), max_size=120))
def test_any_markup_stays_inside_the_allow_list(text):
    assert wrong_in(render(text)) == []


def test_the_shared_payloads_can_neither_run_nor_call_out():
    wrapped = ("{}", "[x]({})", "![x]({})", "`{}`", "> {}", "[x](<{}>)")
    for case in shared_cases("xss/dev.jsonl"):
        for form in wrapped[:1] if case["kind"] == "naughty" else wrapped:
            found = wrong_in(render(form.replace("{}", case["payload"])))
            assert found == [], (form, case["payload"])


def test_ordinary_markdown_is_rendered():
    html = render("## Steps\n\n1. **Log in** as ~~admin~~ `user`\n\n```http\nGET /\n```")
    assert html == (
        "<h4>Steps</h4>\n<ol>\n<li><strong>Log in</strong> as <s>admin</s> "
        "<code>user</code></li>\n</ol>\n"
        '<pre><code class="language-http">GET /\n</code></pre>\n'
    )


def test_a_table_is_aligned_without_inline_style():
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert "style" not in html
    assert '<td align="right">2</td>' in html


def test_a_link_says_nothing_about_where_it_came_from():
    assert render("[a](https://a.example)") == (
        '<p><a href="https://a.example" rel="noopener noreferrer nofollow">a</a></p>\n'
    )


def test_a_bare_address_does_not_become_a_link():
    assert "<a" not in render("see https://a.example/x")


def test_an_image_of_somebody_else_becomes_a_link():
    html = render("![proof](https://a.example/p.png)")
    assert "<img" not in html
    assert 'href="https://a.example/p.png"' in html
    assert ">proof</a>" in html


def test_an_image_of_the_report_is_shown_from_our_own_address():
    html = render("![proof](F-7K2M9Q)", attachments={"F-7K2M9Q": OWN_IMAGE})
    assert html == f'<p><img src="{OWN_IMAGE}" alt="proof"></p>\n'


def test_a_reference_becomes_a_link_only_for_those_who_may_read_it():
    links = {"R-7K2M9Q": "/reports/R-7K2M9Q"}
    html = render("like R-7K2M9Q and R-000000", references=links.get)
    assert '<a href="/reports/R-7K2M9Q"' in html
    assert html.endswith("and R-000000</p>\n")


def test_a_mention_becomes_a_link_whatever_its_case():
    html = render("thanks @Alice", mentions={"alice": "/people/alice"}.get)
    assert '<a href="/people/alice" rel="noopener noreferrer nofollow">@Alice</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "`R-7K2M9Q @alice`",
        "[R-7K2M9Q @alice](https://a.example)",
        "XR-7K2M9Q",
        "R-7K2M9QX",
        "mail@alice",
        "https://a.example/@alice",
        "R-7K2M9I",
        "```\n@alice\n```",
    ],
)
def test_code_links_and_look_alikes_name_nobody(text):
    everything = "/x".format
    assert "/x" not in render(text, references=everything, mentions=everything)
    assert references_in(text) == frozenset()
    assert mentions_in(text) == frozenset()


def test_names_are_found_for_one_query():
    text = "R-7K2M9Q, @Alice (@bob) and **R-000000** again R-7K2M9Q"
    assert references_in(text) == {"R-7K2M9Q", "R-000000"}
    assert mentions_in(text) == {"alice", "bob"}


def test_a_relative_link_typed_by_hand_leads_nowhere():
    html = render("[x](/reports/R-000000) R-7K2M9Q", references={"R-7K2M9Q": "/r"}.get)
    assert "/reports/R-000000" not in html


def test_bidi_characters_are_shown_as_marks():
    assert render("a\u202eb") == "<p>a⟦U+202E⟧b</p>\n"


def test_text_beyond_the_limit_is_shown_as_plain_text():
    html = render("**x** <b>" * 10_000)
    assert html.startswith("<pre><code>**x** &lt;b&gt;")
    assert wrong_in(html) == []


def test_a_short_text_cannot_become_a_huge_page():
    text = f"[a]: https://a.example/{'y' * 2000}\n" + "[a] " * 15_000
    assert len(text) < markdown.LARGEST_INPUT_BYTES
    assert len(render(text)) < markdown.LARGEST_OUTPUT_BYTES


def test_deep_nesting_is_survived():
    for text in (">" * 60_000, "[" * 60_000, "1. " * 20_000, "*a_" * 20_000):
        assert wrong_in(render(text)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[https://good.example](https://evil.example/x)", "evil.example"),
        ("[good.example/login](https://evil.example)", "evil.example"),
        ("[g\uff4fod\uff0eexample](https://evil.example)", "evil.example"),
        ("[**good**.example](https://evil.example)", "evil.example"),
        ("[sign in](https://good.example@evil.example/)", "evil.example"),
        ("[sign in](https://g\u043e\u043ed.example/)", "xn--gd-fmca.example"),
        ("[R-7K2M9Q](https://evil.example)", "evil.example"),
        ("[@alice](https://evil.example)", "evil.example"),
        ("[](https://evil.example)", "evil.example"),
        ("![good.example](https://evil.example/a.png)", "evil.example"),
        ("[a@good.example](mailto:b@evil.example)", "b@evil.example"),
        (f"[{'a.' * 5000}](https://evil.example)", "evil.example"),
    ],
)
def test_a_link_that_reads_like_another_place_says_where_it_leads(text, told):
    assert f"\u27e6{told}\u27e7</a>" in render(text)


@pytest.mark.parametrize(
    "text",
    [
        "[the advisory](https://a.example/x)",
        "[a.example](https://a.example/x)",
        "[https://www.a.example/](https://a.example)",
        "<https://a.example/b.c>",
        "<a@b.example>",
        "[version 1.2.3](https://a.example)",
        "[a.example](javascript:x)",
        "[a.example](/reports)",
        "![proof](https://a.example/p.png)",
    ],
)
def test_an_honest_link_says_nothing_more(text):
    assert "\u27e6" not in render(text)


@pytest.mark.parametrize(
    "target", ["https://[", "https://[x]:y/", "http://a:b:c/", "https://\u2100"]
)
def test_an_address_that_is_none_breaks_nothing(target):
    assert "a.example" in render(f"[a.example]({target})")
