"""What the domain name system says in words: TXT records, to show that a domain is somebody's."""

from collections.abc import Sequence

SECONDS = 5.0
MOST_RECORDS = 100


def texts_of(name: str) -> Sequence[str]:
    """Every TXT record of a name, by the machine's resolver; none where there is no answer."""
    # Costly to load, and needed once in a while.
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS, search=False)
    except dns.exception.DNSException:
        return []
    joined = (b"".join(row.strings) for row in answer)
    return [
        text.decode("ascii", "replace")
        for text, _ in zip(joined, range(MOST_RECORDS), strict=False)
    ]
