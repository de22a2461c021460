"""Somebody leaves. Each subject forgets its part; all of it is one transaction.

What stays: sent reports with their words and files, comments, awards and the ledger, and the log,
all under a pseudonym.
"""

from django.db import transaction

from seawall.domain.accounts.commands import closing
from seawall.domain.actor import Actor
from seawall.domain.notify import commands as notify
from seawall.domain.programs.commands import forgetting as programs
from seawall.domain.reports.commands import forgetting as reports
from seawall.domain.search.commands import views


@transaction.atomic
def close_account(user_id: int, *, actor: Actor) -> None:
    """Close an account for ever: one's own in a browser, or anybody's as the administrator.

    Raises NotFound for others, Conflict while an organization or the platform needs the person.
    """
    closing.held_for_closing(user_id, actor=actor)
    reports.forget_person(user_id, actor=actor)
    programs.forget_person(user_id, actor=actor)
    notify.forget_person(user_id, actor=actor)
    views.forget_person(user_id, actor=actor)
    closing.close_person(user_id, actor=actor)
