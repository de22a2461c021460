"""Refusals. Each interface turns them into its own answer in one place.

The message may be shown to the person, so it never names what they may not see.
"""


class DomainError(Exception):
    """A refusal. `code` is a stable public word; `message` says what to do."""

    status = 400
    code = "refused"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class NotFound(DomainError):
    """There is no such thing, or this actor may not know that there is."""

    status = 404
    code = "not_found"

    def __init__(self, message: str = "There is nothing here.", *, code: str | None = None) -> None:
        super().__init__(message, code=code)


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this to it."""

    status = 403
    code = "not_allowed"


class Conflict(DomainError):
    """The thing is not in a state that permits this, or changed meanwhile."""

    status = 409
    code = "conflict"


class Invalid(DomainError):
    """What was sent cannot be used. `fields` maps a field to its message."""

    status = 422
    code = "invalid"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        fields: dict[str, str] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.fields: dict[str, str] = dict(fields or {})
        if field is not None:
            self.fields.setdefault(field, message)


class TooMany(DomainError):
    """A limit was reached. `retry_after` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
