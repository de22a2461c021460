"""Tokens without a prefix of their own: known by a mark inside, or by the whole form."""

import re
from collections.abc import Iterator

from seawall.domain.vault.rules.finding import Finding, entropy, is_placeholder

# (kind, a mark that must be there, pattern around it, least entropy)
_ROWS: tuple[tuple[str, str, str, float], ...] = (
    ("azure-client-secret", "Q~",
     r"(?<![\w.~-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w.~-])", 3.5),
    ("azure-storage-key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{80,100}={0,2}", 4),
    ("azure-shared-key", "SharedAccessKey=", r"SharedAccessKey=[A-Za-z0-9+/]{43}=", 4),
    ("azure-app-configuration", ";Secret=", r";Secret=[A-Za-z0-9+/]{36,90}={0,2}", 4),
    ("azure-registry-password", "+ACR", r"(?<![\w+/])[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9]{5}", 4),
    ("azure-storage-key", "+ASt", r"(?<![\w+/])[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==", 4),
    ("azure-function-key", "AzFu", r"(?<![\w-])[\w-]{44}AzFu[\w-]{4,8}={0,2}", 4),
    ("terraform-token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}", 3.5),
    ("telegram-token", ":AA", r"(?<![\w:])\d{8,10}:AA[\w-]{33}(?![\w-])", 3.5),
    ("mailchimp-key", "-us", r"(?<![\w-])[0-9a-f]{32}-us\d{1,2}(?![\w-])", 3),
    ("facebook-app-token", "|", r"(?<!\w)\d{15,16}(?:\||%7C)[\w-]{27}(?![\w-])", 3.5),
    ("new-relic-license", "NRAL", r"(?<!\w)[0-9a-f]{36}NRAL(?!\w)", 2.8),
    ("new-relic-mobile", "-NRMA", r"(?<!\w)AA[0-9a-f]{40}-NRMA(?!\w)", 2.8),
    ("slack-webhook", "hooks.slack.com/",
     r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,70}", 3.5),
    ("discord-webhook", "/api/webhooks/",
     r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,80}", 3.5),
    ("teams-webhook", "webhook.office.com/",
     r"webhook\.office\.com/webhookb2/[\w-]{36}@[\w-]{36}/\w{1,20}/\w{32}/[\w-]{20,60}", 3.5),
    ("zapier-webhook", "hooks.zapier.com/", r"hooks\.zapier\.com/hooks/catch/[\w/]{12,40}", 2.5),
    ("discord-token", ".",
     r"(?<![\w.-])[MNOA](?=[\w-]{0,24}\d)[A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])", 4),
    ("vault-token", "s.", r"(?<![\w./-])s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.(-])", 3.6),
    ("artifactory-password", "AP",
     r"(?:(?<=[\s=:\"])|^)AP[2-9](?=[A-Za-z0-9]{0,9}[0-9])[A-Za-z0-9]{10,80}(?![\w.-])", 3.2),
)  # fmt: skip
_SHAPES = tuple((kind, mark, re.compile(p, re.ASCII), least) for kind, mark, p, least in _ROWS)


def find(text: str, *, long_words: str) -> Iterator[Finding]:
    """Every token of a known form. `long_words` are the text's words that can hold one."""
    for kind, mark, pattern, least in _SHAPES:
        if mark not in long_words or pattern.search(long_words) is None:
            continue
        for match in pattern.finditer(text):
            value = match[0]
            if entropy(value) >= least and not is_placeholder(value):
                yield Finding(match.start(), match.end(), kind)
