"""What a proxy in front and our server could read differently is refused, not interpreted."""

from waitress.parser import HTTPRequestParser, ParsingError


class StrictParser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses requests whose end is said twice and headers that go on in a second line.

    The library follows RFC 9112 and takes one reading of them; a proxy that takes the other one
    would let a stranger put a request into somebody else's connection. The answer is 400, and the
    connection ends.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """The library's, after ours."""
        lines = header_plus.split(b"\r\n")[1:]
        if any(line[:1] in (b" ", b"\t") for line in lines):
            raise ParsingError("Folded header")
        names = [line.partition(b":")[0].strip().lower() for line in lines]
        if b"transfer-encoding" in names and b"content-length" in names:
            raise ParsingError("Two lengths")
        super().parse_header(header_plus)
