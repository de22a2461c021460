"""Values in canned responses show as they are, whatever they hold and wherever they stand."""

import html
import re

import pytest

from seawall.domain.automation.rules.filling import VARIABLES, check_variables, fill
from seawall.domain.errors import Invalid
from seawall.lib import markdown
from seawall.lib.text import show_invisible

HOSTILE = (
    "# Big", "- one", "+ one", "1. one", "12) one", "> said", "===", "---", "***", "___", "~~~",
    "**bold** _it_ ~~no~~", "[x](https://evil.example)", "![x](https://evil.example/a.png)",
    "(https://evil.example)", "[a]: https://evil.example", ": https://evil.example", "wow!",
    "<b onmouseover=alert(1)>x</b>", "<https://evil.example>", "&lt;b&gt; &#64;alice", "a | b",
    "@alice", "hello @alice!", "@", "x @", "`code` @alice `", "``` @alice", "\\@alice \\", "\\`",
    "user@example.org", "tab\tand\nline\n\n# two", "R-7K2M9Q", "{{ report.title }}", "",
)  # fmt: skip
AROUND = ("{}", "Re: {}", "{}!", "> {}", "- {}", "*{}*", "`{}`", "```\n{}\n```", "Hi @{}", "!{}",
          "[x]{}", "{}[x](https://ours.example)", "{}alice", "a\n{}\n")  # fmt: skip


def shown(text):
    rendered = markdown.render(text, mentions=lambda handle: f"/@{handle}")
    return html.unescape(re.sub(r"<[^>]*>", "", rendered)), re.findall(r"<(\w+)", rendered)


@pytest.mark.parametrize("around", AROUND)
def test_no_value_becomes_markdown_or_mentions_anybody(around):
    template = around.format("{{ report.title }}")
    _words, plain_tags = shown(around.format("word" if "@{" not in around else " word"))
    in_code = "`" in around
    for value in HOSTILE:
        text = fill(template, {"report.title": value})

        words, tags = shown(text)
        assert markdown.mentions_in(text) == set(), (template, value)
        assert [tag for tag in tags if tag not in ("p", "br")] in (
            [tag for tag in plain_tags if tag not in ("p", "br")],
            # Nothing between two marks is no emphasis, item or span.
            [] if not value else None,
            ["ul", "li"] if not value else None,
            ["blockquote"] if not value else None,
        ), (template, value)
        line = show_invisible(" ".join(value.split()).replace("`", "’").replace("@", "＠"))
        if not in_code:
            assert line in words, (template, value)


def test_only_the_reporters_handle_behind_an_at_is_a_mention():
    text = fill("@{{reporter.handle}} @{{ report.title }}",
                {"reporter.handle": "ann_b", "report.title": "bob"})  # fmt: skip

    assert markdown.mentions_in(text) == {"ann_b"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ report.tittle }}", "report.tittle"),
        ("{{ report.title }} {{7*7}}", "7*7"),
        ("{{}}", "“”"),
        ("{{ report.title", "is not closed"),
        ("{{ report.title }", "is not closed"),
    ],
)
def test_a_variable_that_is_none_is_named(text, named):
    with pytest.raises(Invalid) as refused:
        check_variables(text)

    assert named in refused.value.fields["text"]


def test_all_that_are_listed_can_be_used():
    check_variables(" ".join(f"{{{{ {name} }}}}" for name in VARIABLES) + " {one} }}")
