"""Named formats: tokens that say by a prefix whose they are.

A row is kind, prefixes, the rest as a regular expression of bounded length, and the least Shannon
entropy (bits per character) of the whole match. Facts of the providers' documentation.
"""

import binascii
import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from seawall.domain.vault.rules.finding import entropy, is_placeholder

_HEX = "[0-9a-f]"
_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_ROWS: tuple[tuple[str, str, str, float], ...] = (
    # clouds and infrastructure
    ("aws-access-key", "AKIA ASIA ABIA ACCA", "[A-Z0-9]{16}", 0.9),
    ("aws-bedrock-key", "ABSKQmVkcm9ja0FQSUtleS", "[A-Za-z0-9+/=]{90,400}", 3.5),
    ("aws-bedrock-key", "bedrock-api-key-",
     "YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/=]{0,4000}", 3),
    ("alibaba-access-key", "LTAI", "[A-Za-z0-9]{12,24}", 3),
    ("google-api-key", "AIza", r"[\w-]{35}", 4),
    ("google-oauth-token", "ya29.", r"[\w-]{20,1000}", 3.5),
    ("google-oauth-secret", "GOCSPX-", r"[\w-]{28}", 3.5),
    ("google-refresh-token", "1//0", r"[\w-]{35,200}", 3.5),
    ("azure-devops-token", "JQQJ99", "[A-Za-z0-9]{46,100}", 3.5),
    ("digitalocean-token", "dop_v1_ doo_v1_ dor_v1_", _HEX + "{64}", 3),
    ("databricks-token", "dapi", _HEX + r"{32}(?:-\d)?", 3),
    ("cloudflare-token", "cfat_ cfut_ cfk_", "[A-Za-z0-9]{40,60}", 3),
    ("cloudflare-origin-key", "v1.0-", _HEX + "{24}-" + _HEX + "{146}", 3),
    ("heroku-key", "HRKU-AA", r"[\w-]{58}", 3.5),
    ("fly-token", "fo1_", r"[\w-]{43}", 3.5),
    ("fly-token", "fm1r_ fm1a_ fm2_", r"[A-Za-z0-9+/_-]{80,4000}={0,3}", 3.5),
    ("scalingo-token", "tk-us-", r"[\w-]{48}", 3),
    ("openshift-token", "sha256~", r"[\w-]{43}", 3.5),
    ("vault-token", "hvs.", r"[\w-]{24,300}", 3.6),
    ("vault-token", "hvb. hvr.", r"[\w-]{60,400}", 3.6),
    ("doppler-token", "dp.pt. dp.ct. dp.sa. dp.st. dp.scim. dp.audit.", r"[\w.-]{40,60}", 3),
    ("pulumi-token", "pul-", _HEX + "{40}", 3),
    ("prefect-token", "pnu_ pnb_", "[A-Za-z0-9]{36}", 3),
    ("infracost-key", "ico-", "[A-Za-z0-9]{32}", 3.2),
    ("tailscale-key", "tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook-",
     "[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}", 1),
    ("planetscale-token", "pscale_tkn_ pscale_pw_ pscale_oauth_", r"[\w=.-]{32,64}", 3),
    ("supabase-token", "sbp_", _HEX + "{40}", 3),
    ("aiven-password", "AVNS_", r"[\w-]{19}", 3),
    ("clickhouse-key", "4b1d", "[A-Za-z0-9]{38}", 3.8),
    ("1password-token", "ops_eyJ", r"[A-Za-z0-9+/_-]{200,4000}={0,3}", 4),
    ("1password-secret-key", "A3-",
     "[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}", 3.5),
    ("age-secret-key", "AGE-SECRET-KEY-1", "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", 0),
    ("harness-key", "pat. sat.", r"[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}", 3.5),
    ("dynatrace-token", "dt0c01. dt0s01. dt0s16.", "[A-Za-z0-9]{24}[.][A-Za-z0-9]{64}", 3.5),
    ("grafana-token", "glsa_", r"[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}", 3),
    ("grafana-token", "glc_", r"[A-Za-z0-9+/]{32,400}={0,3}", 3),
    ("grafana-key", "eyJrIjoi", "[A-Za-z0-9]{60,400}={0,3}", 3.5),
    ("new-relic-key", "NRAK- NRII- NRIQ- NRRA- NRSP-", r"[\w-]{19,42}", 2.5),
    ("sentry-token", "sntrys_eyJ", r"[\w+/=-]{80,500}", 4.1),
    ("sentry-token", "sntryu_", _HEX + "{64}", 3),
    ("nvidia-key", "nvapi-", r"[\w-]{60,75}", 3.5),
    # code and packages
    ("github-token", "ghp_ gho_ ghu_ ghr_ ghs_", "[A-Za-z0-9]{36}", 3),
    ("github-token", "ghs_", r"\d{1,12}_eyJ[\w.-]{40,1000}", 3.5),
    ("github-fine-grained-token", "github_pat_", r"\w{70,90}", 3),
    ("gitlab-token", "glpat- gldt- glft- glrt- glcbt- glffct- glimt- glsoat- glagent- glrtr-",
     r"[\w=-]{18,50}(?:\.[a-z0-9]{2}\.?[a-z0-9]{7,9})?(?![\w-])", 3),
    ("gitlab-oauth-secret", "gloas-", r"[\w-]{64}(?![\w-])", 3),
    ("gitlab-trigger-token", "glptt-", _HEX + "{40}", 3),
    ("gitlab-runner-token", "GR1348941", r"[\w-]{20,50}(?![\w-])", 3),
    ("bitbucket-token", "ATBB", r"[A-Za-z0-9_=-]{26,40}", 3.5),
    ("bitbucket-token", "BBDC-", "[A-Za-z0-9+/@_-]{40,50}", 1),
    ("atlassian-token", "ATATT3 ATCTT3 ATSTT3", r"[\w=-]{60,400}", 3.5),
    ("npm-token", "npm_", "[A-Za-z0-9]{36}", 3),
    ("pypi-token", "pypi-AgEIcHlwaS5vcmc pypi-AgENdGVzdC5weXBpLm9yZw", r"[\w-]{50,1000}", 3),
    ("rubygems-key", "rubygems_", _HEX + "{48}", 3),
    ("clojars-token", "CLOJARS_", "[a-z0-9]{50,60}", 3),
    ("nuget-key", "oy2", "[a-z0-9]{43}", 3.2),
    ("docker-token", "dckr_pat_ dckr_oat_", r"[\w-]{27,36}", 3),
    ("artifactory-key", "AKC", "[A-Za-z0-9]{10,80}", 2.8),
    ("artifactory-reference-token", "cmVmd", "[A-Za-z0-9]{59}", 4),
    ("buildkite-token", "bkua_", _HEX + "{40}", 3),
    ("circleci-token", "CCIPAT_ CCIPRJ_", r"[A-Za-z0-9]{22}_[0-9a-f]{40}", 3),
    ("sonar-token", "squ_ sqp_ sqa_", _HEX + "{40}", 3),
    ("sourcegraph-token", "sgp_", "(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}", 3),
    ("postman-key", "PMAK-", _HEX + "{24}-" + _HEX + "{34}", 3),
    ("readme-token", "rdme_", "[a-z0-9]{70}", 3),
    ("octopus-key", "API-", "[A-Z0-9]{25,27}", 3.2),
    ("contentful-token", "CFPAT-", r"[\w-]{43}", 3),
    ("netlify-token", "nfp_", "[A-Za-z0-9]{36}", 3),
    # models
    ("anthropic-key", "sk-ant-api03- sk-ant-admin01- sk-ant-oat01- sk-ant-sid01-",
     r"[\w-]{78,110}AA", 3.5),
    ("openai-key", "sk-proj- sk-svcacct- sk-admin- sk-None-", r"[\w-]{40,220}", 3.5),
    ("openai-key", "sk-", "[A-Za-z0-9]{18,24}T3BlbkFJ[A-Za-z0-9]{18,26}", 3.5),
    ("openai-key", "sk-", "[A-Za-z0-9]{48}", 3.8),
    ("deepseek-key", "sk-", "(?=[0-9a-f]*[0-9])[0-9a-f]{32}", 3.2),
    ("openrouter-key", "sk-or-v1-", _HEX + "{64}", 3),
    ("langfuse-key", "sk-lf-", _UUID, 3),
    ("langsmith-key", "lsv2_pt_ lsv2_sk_", _HEX + "{32}_" + _HEX + "{10}", 3),
    ("groq-key", "gsk_", "[A-Za-z0-9]{52}", 3),
    ("huggingface-token", "hf_ api_org_", "[A-Za-z]{34}", 3.5),
    ("perplexity-key", "pplx-", "[A-Za-z0-9]{48}", 3.5),
    ("replicate-token", "r8_", "[A-Za-z0-9]{37}", 3.5),
    ("xai-key", "xai-", "[A-Za-z0-9_]{80}", 3.5),
    # talk and mail
    ("slack-token", "xoxb- xoxp- xoxa- xoxs- xoxr- xoxo-",
     r"(?:\d-)?(?:\d{6,16}-){1,4}[A-Za-z0-9]{8,64}(?!-)", 2.6),
    ("slack-config-token", "xoxe.xoxp-1- xoxe.xoxb-1- xoxe-1-", r"[A-Za-z0-9]{100,300}", 3),
    ("slack-app-token", "xapp-1-", r"[A-Z0-9]{5,20}-\d{5,20}-[a-z0-9]{40,80}", 3),
    ("sendgrid-key", "SG.", r"[\w-]{20,24}\.[\w=-]{39,50}|[a-z0-9=_.-]{66}", 3.5),
    ("sendinblue-key", "xkeysib-", _HEX + "{64}-[A-Za-z0-9]{16}", 3),
    ("mailgun-key", "key-", "(?=[0-9a-z]*[0-9])[0-9a-z]{32}", 3),
    ("twilio-key", "SK", _HEX + "{32}", 3),
    ("typeform-token", "tfp_", r"[\w=.-]{40,70}", 3.5),
    ("notion-token", "ntn_", r"\d{11}[A-Za-z0-9]{32,35}", 3.9),
    ("notion-token", "secret_", "[A-Za-z0-9]{43}", 3.8),
    ("linear-key", "lin_api_ lin_oauth_", "[A-Za-z0-9]{40,64}", 3),
    ("figma-token", "figd_ figu_ figor_", r"[\w-]{38,64}", 3.2),
    ("airtable-token", "pat", "[A-Za-z0-9]{14}[.][0-9a-f]{64}", 3.5),
    ("clickup-token", "pk_", r"\d{6,10}_[A-Z0-9]{32}", 3.2),
    ("hubspot-token", "pat-na1- pat-na2- pat-eu1-", _UUID, 3),
    ("frameio-token", "fio-u-", r"[\w=-]{64}", 3.5),
    ("mapbox-token", "pk.eyJ sk.eyJ tk.eyJ", r"[\w-]{40,200}\.[\w-]{20,30}", 3.5),
    ("mapbox-token", "pk.", r"[a-z0-9]{60}\.[a-z0-9]{22}", 3.5),
    ("intra42-secret", "s-s4t2ud- s-s4t2af-", "[0-9a-f]{64}", 3),
    ("settlemint-token", "sm_pat_ sm_aat_ sm_sat_", "[A-Za-z0-9]{16}", 3),
    # money
    ("stripe-key", "sk_live_ rk_live_ sk_test_ rk_test_ sk_prod_ rk_prod_",
     "[A-Za-z0-9]{24,247}", 1),
    ("stripe-webhook-secret", "whsec_", "[A-Za-z0-9+/]{32,64}={0,2}", 3.5),
    ("square-token", "sq0atp- sq0csp- sq0idp-", r"[\w-]{22,43}", 2),
    ("square-token", "EAAA", r"[\w-]{60}", 3.8),
    ("facebook-token", "EAA", "[A-Za-z0-9]{100,400}", 3.8),
    ("flutterwave-key", "FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK-", "[a-h0-9]{12,32}(?:-X)?",
     2.5),
    ("easypost-key", "EZAK EZTK", "[A-Za-z0-9]{54}", 3.5),
    ("duffel-token", "duffel_live_ duffel_test_", r"[\w=-]{40,50}", 3),
    ("shippo-token", "shippo_live_ shippo_test_", _HEX + "{40}", 3),
    ("shopify-token", "shpat_ shpca_ shppa_ shpss_", "[A-Za-z0-9]{32}", 3),
    ("lob-key", "live_ test_", "(?:pub_)?" + _HEX + "{31,35}", 3),
    ("gocardless-token", "live_", r"[\w=-]{40}", 3.8),
    ("plaid-token", "access-sandbox- access-development- access-production-", _UUID, 3),
    # others
    ("yandex-token", "t1.", r"[A-Za-z0-9_-]{1,200}={0,2}\.[\w-]{86}={0,2}", 3.5),
    ("yandex-token", "YC", r"(?=[\w-]*\d)[\w-]{38}", 4),
    ("yandex-key", "AQVN", r"[\w-]{35,38}", 3.5),
    ("alchemy-key", "alcht_", "[A-Za-z0-9]{30}", 3),
    ("apify-token", "apify_api_", "[A-Za-z0-9]{36}", 3),
    ("launchdarkly-key", "sdk- api-", _UUID, 3),
    ("wakatime-key", "waka_", _UUID, 3),
    ("posthog-key", "phx_", "[A-Za-z0-9]{40,60}", 3.5),
    ("adafruit-key", "aio_", "[A-Za-z0-9]{28}", 3.5),
    ("adobe-secret", "p8e-", r"[\w-]{32}", 3.5),
    ("pganalyze-key", "pgar_", r"\w{27}", 3),
    ("trufflehog-key", "thog-key- thog-secret-", _HEX + "{16,32}", 3),
    ("seawall-token", "sw_", r"[\w-]{43}[0-9a-f]{8}", 3.5),
    ("json-web-token", "eyJ", r"[\w-]{10,4000}\.eyJ[\w-]{10,6000}(?:\.[\w-]{0,2000})?", 3.5),
    ("json-web-token", "ZXlK", r"[A-Za-z0-9+/_-]{120,8000}={0,2}", 4),
)  # fmt: skip
_AFTER = "(?![A-Za-z0-9])"


@dataclass(frozen=True, slots=True)
class Format:
    """One compiled row. `open_ended` asks for nothing after the token."""

    kind: str
    prefixes: tuple[str, ...]
    tail: str
    least: float
    pattern: re.Pattern[str]
    open_ended: re.Pattern[str]

    def is_genuine(self, value: str) -> bool:
        """Whether the value has what chance or a checksum would give it."""
        check = _CHECKS.get(self.kind)
        if check is not None and not check(value):
            return False
        return _has_checksum(value) or (entropy(value) >= self.least and not is_placeholder(value))


def _is_web_token(value: str) -> bool:
    """The first part is a JSON header that names an algorithm; ZXlK is one encoded again."""
    head = value.partition(".")[0]
    if head.startswith("ZXlK"):
        return True
    try:
        return b'"alg"' in urlsafe_b64decode(head + "=" * (-len(head) % 4))
    except (binascii.Error, ValueError):
        return False


_CHECKS: dict[str, Callable[[str], bool]] = {"json-web-token": _is_web_token}
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKED = re.compile("(?:gh[pousr]_|npm_)([A-Za-z0-9]{30})([A-Za-z0-9]{6})", re.ASCII)


def _has_checksum(value: str) -> bool:
    """GitHub and npm end their tokens with CRC32 in base 62: nobody writes that by hand."""
    match = _CHECKED.fullmatch(value)
    if match is None:
        return False
    number = 0
    for digit in match[2]:
        number = number * 62 + _DIGITS.index(digit)
    return number == zlib.crc32(match[1].encode())


def _compiled(kind: str, prefixes: str, tail: str, least: float) -> Format:
    starts = tuple(prefixes.split())
    either = "|".join(re.escape(start) for start in starts)
    body = f"(?:{either})(?:{tail})"
    whole, start = re.compile(body + _AFTER, re.ASCII), re.compile(body, re.ASCII)
    return Format(kind, starts, tail, least, whole, start)


@cache
def formats() -> tuple[Format, ...]:
    """Every named format, compiled at the first use."""
    return tuple(_compiled(*row) for row in _ROWS)


@cache
def by_prefix() -> dict[str, tuple[Format, ...]]:
    """Which formats begin with a prefix, in the order of the table."""
    found: dict[str, list[Format]] = {}
    for form in formats():
        for prefix in form.prefixes:
            found.setdefault(prefix, []).append(form)
    longest_first = {prefix: list(own) for prefix, own in found.items()}
    for prefix, own in longest_first.items():
        for other in found:
            if other != prefix and prefix.startswith(other):
                own.extend(found[other])
    return {prefix: tuple(own) for prefix, own in longest_first.items()}


@cache
def anchors() -> re.Pattern[str]:
    """All prefixes as one pattern, where a token can begin: not inside a word or number."""
    start = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))"
    return re.compile(f"{start}(?:{_branches(sorted(by_prefix()))})", re.ASCII)


def _branches(words: list[str]) -> str:
    """A trie of the words as nested alternatives: one comparison sorts out most positions."""
    if words == [""]:
        return ""
    heads: dict[str, list[str]] = {}
    for word in words:
        if word:
            heads.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(head) + _branches(tails) for head, tails in heads.items()]
    optional = "?" if "" in words else ""
    if len(branches) == 1 and not optional:
        return branches[0]
    return f"(?:{'|'.join(branches)}){optional}"
