"""Where mutations begin: short texts that reach every branch. Keys are invented, never issued."""

MARKDOWN = (
    "# Title\n\nWords *of* **kinds**, `code`, ~~gone~~ @rita R-7K3MXQ.",
    "| a | b |\n|:-:|--:|\n| 1 | [x](https://a.example/?q=1#f) |",
    "![shot](a.png) ![far](https://x.example/y.svg) <https://a.example> <b onclick=x>hi</b>",
    "[x](javascript:alert(1)) [y]: data:text/html,<script>1</script>\n\n[y] [z](//evil.example)",
    "> - 1. nested\n>   - [ ] deep\n\n```http\nGET / HTTP/1.1\n```\n\n    indented\n\n***\n",
    "&lt;script&gt; &#106;avascript: &NewLine; \\[no\\](x) <!-- c --> <![CDATA[x]]> <?php ?>",
)
PIECES_OF_MARKDOWN = (
    "](", "![", "[a]: ", "<a href='", "javascript:", "data:", "vbscript:", "```", "|", "\n\n", "> ",
    "- ", "1. ", "<svg onload=1>", "mailto:", "&colon;", "<https://", "\n---\n", "`", "~~", "**",
)  # fmt: skip
TEXTS = (
    "GET /v1/orders?id=7 HTTP/1.1\nHost: api.shop.example\nCookie: a=b; c=d",
    "password = hunter2hunter2\napi_key: 'q8Zr2LkV0wXn5TyB7uCd'\nexport TOKEN=\"a b\"",
    "https://user:pa55wordpa55@db.example:5432/x?sslmode=off curl -u admin:s3cr3tvalue9 x",
    "[secret abababababababab aws-access-key, sealed] and [secret nothing, sealed]",
    "..\\..\\etc/pass‮wd.tar.gz", "=cmd|' /C calc'!A0", "CON.txt", "  -1,5\t", "ﬁle\u0301.PNG",
)  # fmt: skip
KEYS = (
    "AKIA" + "QZ7X4M2PLW6RN3TB", "ghp_" + "Zq8Lr2kV0wXn5TyB7uCdE3fGh1iJm4oPSaKx",
    "xoxb-" + "263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
)  # fmt: skip
PATTERNS = (
    "harbour-key hk_[A-Za-z0-9]{32}", "shop shop-[0-9a-f]{8,64}\nlogin log_\\d{12}", "c (a|b)+$",
)  # fmt: skip
PIECES_OF_PATTERNS = (
    "[A-9]", "{3}", "{9,1}", "{0,256}", "\\w", "\\d", "\\", "[\\w-]", "-", "[-]", "[a-]", "\n", "(",
    "{",
)  # fmt: skip
JSON = (
    b'{"title": "x", "n": [1, -2.5e3, null, true], "deep": {"a": {"b": [[]]}}}',
    b'[1, 2, "\\ud83d\\ude00", "\\u0000"]', b'{"a": 1, "a": 2}', b"NaN", b"1e999", b'"\\ud800"',
)  # fmt: skip
PIECES_OF_JSON = (
    "{", "}", "[", "]", '"', ",", ":", "\\u", "\\ud800", "1e999", "-0", "NaN", "null", "true",
    "1.0", '"a": 1,', "[" * 40, "0x1", " ", "é",
)  # fmt: skip
ADDRESSES = (
    "https://hooks.shop.example/in?x=1#y", "https://api.example.org:8443/a/../b/%2e%2e/c",
    "https://93.184.216.34/", "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    "https://127.0.0.1/", "https://0x7f.1/", "https://[::ffff:10.0.0.1]/", "https://2130706433/",
    "https://user:pass@a.example/", "HTTPS://BÜCHER.example./", "http://10.0.0.5.nip.io",
    "*.api.*.example.com", "192.0.2.0/24", "192.0.2.10-20", "com.example.wallet",
    "git@git.example:team/tool.git", "/legacy/*", "(se|fi).play.example",
    "https://play.google.com/store/apps/details?id=com.example.wallet", "0x" + "00ab" * 10,
)  # fmt: skip
PIECES_OF_ADDRESSES = (
    "https://", "http://", "@", ":", "/", "\\", "[", "]", "::1", "127.1", "localhost", ".internal",
    "%31", "xn--", ".", ":443", ":8443", ":99999", "*", "?", "#", "0177.0.0.1", "169.254.169.254",
    "64:ff9b::a00:1", "①②⑦.0.0.1", ";", "..", "%00", "\t", "file:", "//",
)  # fmt: skip
KNOWN_ISSUES = (
    "title,target,vrt,url,reference,notes,known_since\n"
    '"Old, known",shop.example,xss,https://shop.example/x,J-1,"two\nlines",2026-01-31\n',
    "\ufefftitle\none\ntwo\n", "Title , URL\na,b\n", 'title,notes\n"open,x\n', "vrt\nx\n",
)  # fmt: skip
VRT = (
    '{"metadata": {"release_date": "2026-01-01T00:00:00+00:00", "default": null}, "content": ['
    '{"id": "a", "name": "A", "type": "category", "children": [{"id": "b", "name": "B", '
    '"type": "subcategory", "priority": 3}]}]}',
    '{"metadata": {}, "content": [{"id": "a", "cvss_v3": "AV:N", "cwe": ["CWE-79"]}]}',
)
VECTORS = (
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV:N/AC:L/Au:N/C:P/I:P/A:P",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MSI:S",
    "CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:N/E:U/RL:O/RC:C/CR:L/MAV:N",
)  # fmt: skip
QUERIES = (
    'state:new,triaged -assignee:rita "two words" -login created:2026-01-01..2026-02-01 sort:due',
    "priority:1..3 kind:report turn:team clock:overdue has:file program:harbour text\\ more",
    'target:"a \\"b\\" c" id:R-7K3MXQ closed:>2026-01-31 due:<2026-02-01 -"not this" sort:updated',
    "vrt:xss.stored weakness:79,CWE-89 reporter:rita updated:2026-01-05 -state:closed plain words",
)
PIECES_OF_QUERIES = (
    ":", ",", "..", ">", "<", ">=", "-", '"', "\\", "sort:", "state:", "priority:", "created:",
    "today", "7d", "1..", "..9", "me", "none", " ", '\\"', "title:\"", "*",
)  # fmt: skip
RECEIPT_KEY = "testserver/log+ffc4b279+Ad6O+f0/fp9NMffZeeFRFJw/mfkSsLLBcNP0sOt1Z4n3"
