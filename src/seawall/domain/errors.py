"""Refusals. Each interface turns them into its own answer in one place.

The message may be shown to the person, so it never names what they may not see. It is written in
English and marked for the translators (`gettext_noop`, with values `said`); reading it gives it in
the language of whoever asks.
"""

from collections.abc import Callable, Mapping

from seawall.lib.text import Said, gettext_noop

_translate: Callable[[str], str] = str


def translate_with(translate: Callable[[str], str]) -> None:
    """Say every refusal through this function, once Django knows languages."""
    global _translate
    _translate = translate


def in_their_language(text: str) -> str:
    """A marked message for the person who asks."""
    if isinstance(text, Said):
        return text.in_words_of(_translate)
    return _translate(text) if text else ""


class DomainError(Exception):
    """A refusal. `code` is a stable public word; `message` says what to do."""

    status = 400
    code = "refused"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self._message = message
        if code is not None:
            self.code = code

    @property
    def message(self) -> str:
        """What to tell the person, in their language."""
        return in_their_language(self._message)

    def __str__(self) -> str:
        return self.message


class NotFound(DomainError):
    """There is no such thing, or this actor may not know that there is."""

    status = 404
    code = "not_found"

    def __init__(
        self, message: str = gettext_noop("There is nothing here."), *, code: str | None = None
    ) -> None:
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
    """What was sent cannot be used. `fields` maps a field to its message.

    Without a message of its own it says those of its fields.
    """

    status = 422
    code = "invalid"

    def __init__(
        self,
        message: str = "",
        *,
        field: str | None = None,
        fields: Mapping[str, str] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self._fields: dict[str, str] = dict(fields or {})
        if field is not None:
            self._fields.setdefault(field, message)

    @property
    def message(self) -> str:
        """Its own words, or those of the fields one after the other."""
        return super().message or " ".join(self.fields.values())

    @property
    def fields(self) -> dict[str, str]:
        """What is wrong with which field, in the person's language."""
        return {name: in_their_language(text) for name, text in self._fields.items()}


class TooMany(DomainError):
    """A limit was reached. `retry_after` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something that this installation stands on does not answer. `retry_after` is in seconds."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, code: str, retry_after: int) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after
