"""Text from outside: made clean once, where it comes in."""


def gettext_noop(message: str) -> str:
    """The message itself, marked for the translators; translate it where it is shown."""
    return message
