"""Money as whole minor units of a currency: no fractions, no rounding by accident."""

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import NumberPattern, parse_pattern

from seawall.lib.text import gettext_noop, said

# ISO 4217 exponents. Babel's CLDR digits are for display (IQD 0, RSD 0) and differ from them.
_WITHOUT_FRACTION = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"}
    | {"PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DIGITS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

# One amount: far above any reward, far below what a 64-bit column and its sums can hold.
LARGEST_AMOUNT_MINOR = 10**12

_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,16})(?:\.(\d{1,4}))?", re.ASCII)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """ISO codes of the currencies that are legal tender somewhere today."""
    return frozenset(
        code
        for uses in get_global("territory_currencies").values()
        for code, _start, end, is_tender in uses
        if end is None and is_tender
    )


def is_currency(code: str) -> bool:
    return code in currencies()


def exponent(currency: str) -> int:
    """Digits after the point: 2 for USD, 0 for JPY, 3 for KWD. Raises ValueError if unknown."""
    if not is_currency(currency):
        raise ValueError(
            said(
                gettext_noop("“%(currency)s” is not a currency code in use, such as USD or EUR."),
                currency=currency,
            )
        )
    if currency in _WITHOUT_FRACTION:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    """The amount in major units, exact, with all its digits: 20050 USD is 200.50."""
    return Decimal(amount_minor).scaleb(-exponent(currency))


def plain_amount(amount_minor: int, currency: str) -> str:
    """The amount as machines and spreadsheets read it: "200.50", "-3", never grouped."""
    return f"{to_decimal(amount_minor, currency):f}"


def format_money(
    amount_minor: int, currency: str, locale: str = "en", *, short: bool = False
) -> str:
    """The amount as people of the locale write it: "$200.50". `short` leaves out ".00"."""
    digits = exponent(currency)
    if short and amount_minor % 10**digits == 0:
        digits = 0
    shown: str = _pattern(locale, digits).apply(
        to_decimal(amount_minor, currency),
        _parsed(locale),
        currency=currency,
        currency_digits=False,
    )
    return shown


def parse_money(text: str, currency: str) -> int:
    """Minor units of an amount such as "200.50" or "6,500".

    Raises ValueError, with a message for the person, for signs, decimal commas, more digits than
    the currency has, and amounts above LARGEST_AMOUNT_MINOR.
    """
    digits = exponent(currency)
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(gettext_noop("Write the amount in digits with a point, such as 200.50."))
    whole, fraction = match[1].replace(",", ""), match[2] or ""
    if len(fraction) > digits:
        raise ValueError(
            said(
                gettext_noop("%(currency)s has %(digits)s digits after the point."),
                currency=currency,
                digits=digits,
            )
        )
    amount_minor = int(whole + fraction.ljust(digits, "0"))
    if amount_minor > LARGEST_AMOUNT_MINOR:
        raise ValueError(
            said(
                gettext_noop("At most %(largest_amount_minor)s %(currency)s."),
                largest_amount_minor=plain_amount(LARGEST_AMOUNT_MINOR, currency),
                currency=currency,
            )
        )
    return amount_minor


@lru_cache(maxsize=64)
def _pattern(locale: str, digits: int) -> NumberPattern:
    pattern = parse_pattern(_parsed(locale).currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern


@lru_cache(maxsize=32)
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale.replace("-", "_"))
