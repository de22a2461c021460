"""What teams keep for later."""

from seawall.domain.automation.commands.responses import ResponseIn, save_response

__all__ = ["canned_response"]


def canned_response(actor, program, name="Ask for steps", text="Which steps?", **more):
    """Kept for all of the program's organization; `only_there` for its reports alone."""
    slug = program.slug if more.pop("only_there", False) else ""
    given = ResponseIn(name, text, program=slug, **more)
    return save_response(program.organization_id, given, actor=actor)
