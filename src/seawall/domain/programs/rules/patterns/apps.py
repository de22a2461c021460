"""Apps by store id or store link, and contracts by address or explorer link."""

import re
from functools import lru_cache

import ada_url

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.patterns.parts import AppPart, ContractPart
from seawall.lib.text import gettext_noop

PACKAGE = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*(\.[a-zA-Z0-9_][a-zA-Z0-9_-]*)+")
_APPLE_ID = re.compile(r"(?:id)?([0-9]{6,12})", re.IGNORECASE)
_APPLE_PATH = re.compile(r"/(?:id)([0-9]{6,12})(?:/|$)")
_TESTFLIGHT = re.compile(r"/(?:join|j)/([A-Za-z0-9]{4,20})")
_HUAWEI = re.compile(r"/app/(C[0-9]{4,15})", re.IGNORECASE)
_MARKET = re.compile(r"market://details\?(?:.*&)?id=([\w.]+)", re.IGNORECASE)
_FDROID = re.compile(r"/packages/([\w.]+)")

_PLAY_HOSTS = ("play.google.com", "market.android.com")
_APPLE_HOSTS = ("apps.apple.com", "itunes.apple.com", "appstore.com")

_CHAINS = {
    "etherscan.io": "ethereum",
    "bscscan.com": "bnb",
    "polygonscan.com": "polygon",
    "arbiscan.io": "arbitrum",
    "optimistic.etherscan.io": "optimism",
    "basescan.org": "base",
    "snowtrace.io": "avalanche",
    "ftmscan.com": "fantom",
    "solscan.io": "solana",
    "explorer.solana.com": "solana",
    "tronscan.org": "tron",
}
_CHAIN_NAMES = {
    "eth": "ethereum",
    "eip155:1": "ethereum",
    "eip155:10": "optimism",
    "eip155:56": "bnb",
    "eip155:137": "polygon",
    "eip155:8453": "base",
    "eip155:42161": "arbitrum",
    "eip155:43114": "avalanche",
    "bsc": "bnb",
    "matic": "polygon",
    "sol": "solana",
}
_HEX_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40}|[0-9a-fA-F]{64})(::\w+)*")
_BASE58_ADDRESS = re.compile(r"[1-9A-HJ-NP-Za-km-z]{32,44}")
_BECH32_ADDRESS = re.compile(r"[a-z]{2,12}1[02-9ac-hj-np-z]{38,70}")
_CHAINED = re.compile(r"([A-Za-z][\w-]{1,20}(?::\d+)?)\s*:\s*(\S+)")


def interpret_android(text: str) -> AppPart:
    """An Android app. Raises Invalid."""
    found = store_app(text)
    if found is not None and found.store != "ios":
        return found
    if PACKAGE.fullmatch(text):
        return AppPart("android", text.lower())
    raise Invalid(
        gettext_noop(
            "Enter the package id, like com.example.app, or the link of the app in its store; for "
            "an app without one choose the type “executable”."
        )
    )


def interpret_ios(text: str) -> AppPart:
    """An iOS app. Raises Invalid."""
    found = store_app(text)
    if found is not None and found.store == "ios":
        return found
    if number := _APPLE_ID.fullmatch(text):
        return AppPart("ios", number[1])
    if PACKAGE.fullmatch(text):
        return AppPart("ios", text.lower())
    raise Invalid(
        gettext_noop(
            "Enter the number of the app in the App Store, like 1234567890, its link there, or "
            "the bundle id, like com.example.app."
        )
    )


@lru_cache(maxsize=1024)
def store_app(text: str) -> AppPart | None:
    """The app that a link into a store names; None for anything else."""
    if market := _MARKET.match(text):
        return AppPart("android", market[1].lower())
    try:
        url = ada_url.URL(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    host, path = url.hostname.removeprefix("www."), url.pathname
    if host in _PLAY_HOSTS and "/apps/" in path:
        package = ada_url.URLSearchParams(url.search).get("id") or ""
        return AppPart("android", package.lower()) if PACKAGE.fullmatch(package) else None
    if host in _APPLE_HOSTS and (number := _APPLE_PATH.search(path)):
        return AppPart("ios", number[1])
    if host == "testflight.apple.com" and (code := _TESTFLIGHT.match(path)):
        return AppPart("ios", f"testflight:{code[1].lower()}")
    if host == "f-droid.org" and (package_path := _FDROID.search(path)):
        return AppPart("android", package_path[1].lower())
    if host == "appgallery.huawei.com" and (code := _HUAWEI.search(path + url.hash)):
        return AppPart("android", f"huawei:{code[1].lower()}")
    return None


def app_ids(text: str) -> tuple[AppPart, ...]:
    """What bare text can be as an app: one that is written without a link."""
    if number := _APPLE_ID.fullmatch(text):
        return (AppPart("ios", number[1]),)
    if PACKAGE.fullmatch(text):
        return (AppPart("android", text.lower()), AppPart("ios", text.lower()))
    return ()


def interpret_contract(text: str) -> ContractPart:
    """A contract. Raises Invalid."""
    found = contract(text)
    if found is None:
        raise Invalid(
            gettext_noop(
                "Enter the address of the contract (0x and 40 hex digits on Ethereum), with the "
                "chain before it if it matters, like polygon:0x…, or the link of it in an explorer."
            )
        )
    return found


def contract(text: str) -> ContractPart | None:
    """The contract that an address, a chain with an address, or an explorer's link names."""
    if "://" in text or text.lower().startswith(tuple(_CHAINS)):
        return _explored(text)
    chain = ""
    if chained := _CHAINED.fullmatch(text):
        name = chained[1].lower()
        chain, text = _CHAIN_NAMES.get(name, name), chained[2]
    if _HEX_ADDRESS.fullmatch(text):
        return ContractPart(text.lower(), chain)
    mixed = re.search("[0-9]", text) and re.search("[a-zA-Z]", text)
    if mixed and (_BASE58_ADDRESS.fullmatch(text) or _BECH32_ADDRESS.fullmatch(text)):
        return ContractPart(text, chain)
    return None


def _explored(text: str) -> ContractPart | None:
    try:
        url = ada_url.URL(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    chain = _CHAINS.get(url.hostname.removeprefix("www."))
    if chain is None:
        return None
    for segment in url.pathname.split("/") + url.hash.split("/"):
        if (found := contract(segment)) is not None and "://" not in segment:
            return ContractPart(found.address, chain)
    return None
