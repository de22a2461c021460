"""Twelve months of a programme's life, made through the same commands that people use."""

import heapq
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connection

from seawall.cli.demo import (
    asking,
    keys,
    lives,
    objections,
    programs,
    responses,
    retests,
    teamwork,
)
from seawall.cli.demo import people as population
from seawall.cli.demo.world import HANDLES, NAMES, Moments, World
from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts import queries as people
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.insights import commands as insights
from seawall.domain.jobs_queue import worker
from seawall.domain.notify import commands as notify
from seawall.domain.programs import commands as program_commands
from seawall.domain.readings import commands as readings
from seawall.domain.taxonomy import commands as taxonomy
from seawall.lib import clock


def seed(credentials: Path) -> None:
    """Fill an empty database. Tokens are written to `credentials` with mode 0600."""
    with _hurried():
        _seed(credentials)


@contextmanager
def _hurried() -> Iterator[None]:
    """On SQLite no commit waits for the disk: a demo that is interrupted is simply made again."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")


def _seed(credentials: Path) -> None:
    world = World(now=clock.now())
    with clock.frozen_at(world.now - timedelta(days=372)):
        population.make_people()
        population.make_organizations(world)
    with clock.frozen_at(world.now - timedelta(days=365)):
        _programs(world)
    _run_in_order(world)
    with clock.frozen_at(world.now):
        program_commands.ban_researcher(
            "openai",
            who="pike",
            reason="spam",
            note="Six reports of the same scanner in a week.",
            until=world.now.date() + timedelta(days=28),
            actor=world.actor("olive"),
        )
        teamwork.share_out(world.ids, world.actor("olive"))
    _advice(world)
    ana = world.actor("ana")
    responses.write(people.organization("openai-demo", actor=ana).id, ana)
    _webhook()
    _keep_tokens(credentials)
    worker.settle()
    insights.make_anew()


def _advice(world: World) -> None:
    """One entry in the organization's own words."""
    ana = world.actor("ana")
    taxonomy.set_advice(
        people.organization("openai-demo", actor=ana).id,
        "broken_access_control.idor",
        text="Use `authorise(resource, actor)` of the platform library in every handler, and add "
        "the case to the **tenant matrix**. Ask the identity team for a review.",
        expected_version=0,
        actor=ana,
    )


def _webhook() -> None:
    """One that is off: nothing of a demo leaves the machine. docs/how-to/webhooks.md goes on."""
    olive = people.actor_for_user(people.user_id_of("olive"), second_factor=True)
    organization = people.organization("openai-demo", actor=olive)
    hook, _secret = notify.create_webhook(
        organization.id,
        name="Tracker of the team",
        url="https://receiver.example/seawall",
        events=("report.submitted", "report.moved", "award.approved"),
        actor=olive,
    )
    notify.ping_webhook(hook.public_id, actor=olive)
    notify.switch_off_webhook(hook.public_id, actor=olive)


def _programs(world: World) -> None:
    plan = (
        ("openai-demo", "openai", "OpenAI Bug Bounty (demonstration)", "bounty", "public",
         programs.reference()),
        ("tidewater", "tidewater", "Tidewater disclosure programme", "disclosure", "public",
         programs.disclosure_only()),
        ("lantern", "lantern-pay", "Lantern Pay, by invitation", "bounty", "private",
         programs.private()),
    )  # fmt: skip
    for org, slug, name, kind, visibility, document in plan:
        by = world.actor("mats" if org == "tidewater" else "olive")
        found = people.organization(org, actor=by)
        program_commands.create_program(
            found.id, slug=slug, name=name, kind=kind, visibility=visibility,
            currency=document["currency"], actor=by,
        )  # fmt: skip
        program_commands.save_brief_draft(slug, document=document, actor=by)
        program_commands.publish_brief(slug, change_note="First version.", actor=by)
        program_commands.set_state(slug, state="open", actor=by)
    for handle in ("mira", "kestrel", "reef", "saoirse"):
        secret = program_commands.invite_researcher(
            "lantern-pay", who=handle, actor=world.actor("olive")
        )
        program_commands.accept_invitation(secret=secret, actor=world.actor(handle))


def _run_in_order(world: World) -> None:
    """Let all reports live side by side: whoever's next moment is earliest goes on.

    A life is a generator: it yields a moment, and what follows happens at that moment.
    """
    side_by_side = [lives.life_of(world, finding) for finding in lives.findings()]
    side_by_side += [_second_version(world), _reading(world), _keys(world), _objections(world)]
    side_by_side.append(_retests(world))
    side_by_side.append(_fields(world))
    waiting = [(next(life), number, life) for number, life in enumerate(side_by_side)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, life = heapq.heappop(waiting)
        with clock.frozen_at(moment):
            following = next(life, None)
            # What was read in this moment is noted in it, not when somebody looks at a real clock.
            readings.flush()
        if following is not None:
            heapq.heappush(waiting, (following, number, life))


def _reading(world: World) -> Moments:
    """Everybody read their notices three days ago; the newest ones are still unread."""
    yield world.now - timedelta(days=3)
    worker.settle()
    for handle in NAMES:
        notify.mark_all_read(actor=world.actor(handle))


def _keys(world: World) -> Moments:
    """Leaked keys beside the reports."""
    owner, triager, finder = (world.actor(handle) for handle in ("olive", "jonas", "mira"))
    yield from keys.life(world.now, world.ids, owner=owner, triager=triager, finder=finder)


def _objections(world: World) -> Moments:
    """Decisions that reporters did not agree with."""
    actors = {name: world.actor(name) for name in ("jonas", "ana", "olive", "kestrel", "tyr")}
    yield from objections.life(world.now, world.ids, actors)


def _retests(world: World) -> Moments:
    """Fixes that were tried by who found the hole."""
    actors = {name: world.actor(name) for name in ("jonas", "ana", "dunlin", "reef")}
    yield from retests.life(world.now, world.ids, actors)


def _fields(world: World) -> Moments:
    """What a programme asks beside the usual parts."""
    actors = {name: world.actor(name) for name in ("jonas", "olive", "kestrel")}
    yield from asking.life(world.now, world.ids, actors)


def _second_version(world: World) -> Moments:
    """A change of the brief today: older reports stay with the first version."""
    document = programs.reference()
    document["clock_targets"]["triage_days"] = 4
    document["targets"][6]["instruction"] = "Hosts that no other entry names. Not the help centre."
    yield world.now - timedelta(minutes=4)
    by = world.actor("olive")
    program_commands.save_brief_draft("openai", document=document, actor=by)
    program_commands.publish_brief(
        "openai", change_note="Triage within four days; explain the wildcard.", actor=by
    )


def _keep_tokens(credentials: Path) -> None:
    stored: dict[str, dict[str, str]] = {}
    for role, handle in HANDLES.items():
        user_id = people.user_id_of(handle)
        who = people.actor_for_user(user_id, second_factor=False)
        token = accounts.make_token(
            user_id, name="Demo", scopes=tuple(TokenScope), days=365, actor=who
        )
        stored[role] = {"email": f"{handle}@seawall.example", "token": token}
    descriptor = os.open(credentials, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(stored, stream)
