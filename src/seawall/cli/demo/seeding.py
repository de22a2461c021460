"""Twelve months of a programme's life, made through the same commands that people use."""

import heapq
import io
import json
import os
import random
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from django.db import connection
from PIL import Image, ImageDraw

from seawall.cli.demo import keys, programs
from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts import queries as people
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import SYSTEM, Actor
from seawall.domain.jobs_queue import worker
from seawall.domain.notify import commands as notify
from seawall.domain.programs import commands as program_commands
from seawall.domain.reports import commands as reports
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.workflow import Checklist, MoveInput
from seawall.domain.rewards import commands as rewards
from seawall.lib import clock

HANDLES = {
    "admin": "harbourmaster",
    "owner": "olive",
    "manager": "ana",
    "triager": "jonas",
    "finance": "petra",
    "developer": "dev",
    "viewer": "vera",
    "researcher": "mira",
}
NAMES = {
    "harbourmaster": "Harbour Master", "olive": "Olive Tanner", "ana": "Ana Novak",
    "jonas": "Jonas Lind", "petra": "Petra Stein", "dev": "Dev Rao", "vera": "Vera Holm",
    "mira": "Mira Santos", "kestrel": "Kay Strel", "tyr": "Tyra Berg", "reef": "Rif Amari",
    "saoirse": "Saoirse Byrne", "dunlin": "Dun Lin", "wren": "Wren Okafor", "pike": "P. Ike",
    "mats": "Mats Ek",
}  # fmt: skip
RESEARCHERS = ("mira", "kestrel", "tyr", "reef", "saoirse", "dunlin", "wren", "pike")
CREDIT = {"kestrel": "alias", "tyr": "name", "reef": "anonymous", "mira": "name"}
SLUGS = {"openai": "openai", "tidewater": "tidewater", "lantern": "lantern-pay"}
CLOSINGS = {
    "informational": "close_informational",
    "out_of_scope": "close_out_of_scope",
    "not_reproducible": "close_not_reproducible",
    "not_applicable": "close_not_applicable",
    "spam": "close_spam",
}
Moments = Iterator[datetime]
YES = Checklist(in_scope=True, exploitable=True, novel=True)


@dataclass
class World:
    """What later steps need: actors by handle, public ids of reports by key."""

    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # repeatable

    def actor(self, handle: str) -> Actor:
        """Somebody as they stand after all roles were given."""
        if handle not in self.actors:
            user_id = people.user_id_of(handle)
            self.actors[handle] = people.actor_for_user(user_id, second_factor=True)
        return self.actors[handle]


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
        _people()
        _organizations(world)
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
    _webhook()
    _keep_tokens(credentials)
    worker.settle()


def _people() -> None:
    for handle, name in NAMES.items():
        user = accounts.create_person(
            f"{handle}@seawall.example",
            handle=handle,
            display_name=name,
            is_platform_admin=handle == HANDLES["admin"],
            actor=SYSTEM,
        )
        if handle in RESEARCHERS:
            who = people.actor_for_user(user.pk, second_factor=False)
            accounts.edit_profile(
                user.pk,
                display_name=name,
                is_public=handle not in {"reef", "pike"},
                about="I look at how things fit together, and where they do not.",
                website="",
                actor=who,
            )
            accounts.edit_credit(
                user.pk,
                credit_kind=CREDIT.get(handle, "alias"),
                credit_name=name if CREDIT.get(handle) == "name" else "",
                actor=who,
            )


def _organizations(world: World) -> None:
    about = "A demonstration, modelled on a real programme. It belongs to nobody."
    admin = people.actor_for_user(people.user_id_of(HANDLES["admin"]), second_factor=True)
    for slug, name, owner in (
        ("openai-demo", "OpenAI (demonstration)", "olive"),
        ("tidewater", "Tidewater Transit", "mats"),
        ("lantern", "Lantern Pay", "olive"),
    ):
        accounts.create_organization(
            slug, name=name, owner_id=people.user_id_of(owner), about=about, actor=admin
        )
    roles = {
        "openai-demo": {"ana": "program_manager", "jonas": "triager", "petra": "finance",
                        "dev": "developer", "vera": "viewer"},
        "tidewater": {"ana": "program_manager", "jonas": "triager"},
        "lantern": {"ana": "program_manager", "jonas": "triager", "petra": "finance"},
    }  # fmt: skip
    for slug, members in roles.items():
        owner = "mats" if slug == "tidewater" else "olive"
        for handle, role in members.items():
            by = people.actor_for_user(people.user_id_of(owner), second_factor=True)
            found = people.organization(slug, actor=by)
            secret = accounts.invite_member(
                found.id, email=f"{handle}@seawall.example", role=role, actor=by
            )
            invited = people.actor_for_user(people.user_id_of(handle), second_factor=True)
            accounts.accept_invitation(secret, actor=invited)
    world.actors.clear()


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
    lives = [_life(world, finding) for finding in _findings()]
    lives += [_second_version(world), _reading(world), _keys(world)]
    waiting = [(next(life), number, life) for number, life in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, life = heapq.heappop(waiting)
        with clock.frozen_at(moment):
            following = next(life, None)
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


def _findings() -> Iterator[dict[str, Any]]:
    for name in ("findings_1.toml", "findings_2.toml"):
        text = resources.files("seawall.cli.demo").joinpath(name).read_text("utf-8")
        yield from tomllib.loads(text)["finding"]


def _life(world: World, finding: dict[str, Any]) -> Moments:
    by = world.actor(finding["by"])
    start = world.now - timedelta(days=finding["day"], hours=world.dice.uniform(0.5, 9))
    yield start - timedelta(minutes=40)
    draft = reports.start_draft(SLUGS[finding.get("program", "openai")], actor=by)
    public_id = draft.public_id
    reports.save_draft(
        public_id,
        content=_content(finding),
        cvss=finding.get("cvss", ""),
        expected_version=0,
        actor=by,
    )
    _share(world, public_id, finding, by)
    for name in finding.get("files", ()):
        _attach(public_id, name, by)
    world.ids[finding["key"]] = public_id
    if finding["state"] == "draft":
        return
    yield start
    reports.submit(public_id, accept_terms=1, acknowledged=finding.get("ack", ()), actor=by)
    yield from _triage(world, public_id, finding, _moments(world, start, finding["day"]))


def _content(finding: dict[str, Any]) -> Content:
    url = finding.get("url", "")
    return Content(
        title=finding["title"],
        target=finding["target"],
        vrt=finding["vrt"],
        url=url if "://" in url else "",
        description=finding["description"].strip(),
        impact=finding["impact"],
        kind=finding.get("kind", "security"),
        other_justification=finding.get("other", ""),
    )


def _share(world: World, public_id: str, finding: dict[str, Any], by: Actor) -> None:
    shares = {handle: percent * 100 for handle, percent in finding.get("share", {}).items()}
    if not shares:
        return
    reports.add_collaborators(
        public_id, reporter_share=10_000 - sum(shares.values()), collaborators=shares, actor=by
    )
    for handle in shares:
        reports.answer_invitation(public_id, accept=True, actor=world.actor(handle))


def _attach(public_id: str, name: str, by: Actor) -> None:
    body = _picture(name) if name.endswith(".png") else _script(name)
    reports.attach_bytes(public_id, name=name, content=body, audience="participants", actor=by)


def _picture(name: str) -> bytes:
    seed = zlib.crc32(name.encode())
    colour = (60 + seed % 120, 90 + seed // 7 % 100, 110 + seed // 31 % 100)
    image = Image.new("RGB", (960, 600), (246, 245, 242))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 960, 56), fill=colour)
    for row in range(7):
        width = 260 + (seed >> row) % 520
        draw.rounded_rectangle((40, 96 + row * 66, 40 + width, 128 + row * 66), 8, fill=colour)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _script(name: str) -> bytes:
    return (
        f"# {name}: steps of the demonstration, shortened\n"
        "import sys\n\n"
        'print("Nothing is sent anywhere by this file.")\n'
        "sys.exit(0)\n"
    ).encode()


def _triage(world: World, public_id: str, finding: dict[str, Any], moments: Moments) -> Moments:
    """Everything after sending, spread over days that lie in the past."""
    state, team = finding["state"], world.actor("jonas")
    if state == "new":
        yield from _talk(world, public_id, finding, moments)
        return
    if state == "withdrawn":
        yield next(moments)
        _move(public_id, "withdraw", world.actor(finding["by"]), note=finding["note"])
        return
    yield next(moments)
    if state == "needs_info":
        _move(public_id, "ask", team, note=finding["say"][0].partition(":")[2])
        return
    reports.assign(public_id, assignee="jonas", actor=team)
    yield next(moments)
    if state == "duplicate":
        _move(public_id, "mark_duplicate", team, original=world.ids[finding["of"]])
        yield from _talk(world, public_id, finding, moments)
    elif state in CLOSINGS:
        rule = finding.get("rule")
        _move(public_id, CLOSINGS[state], team, note=finding["note"], rule=rule)
    else:
        yield from _work(world, public_id, finding, moments)


def _work(world: World, public_id: str, finding: dict[str, Any], moments: Moments) -> Moments:
    """A valid report: rated, talked about, accepted, rewarded, resolved."""
    _rate(world, public_id, finding)
    yield next(moments)
    _move(public_id, "triage", world.actor("jonas"), checklist=YES)
    yield from _talk(world, public_id, finding, moments)
    if finding["state"] == "triaged":
        return
    yield next(moments)
    _move(public_id, "accept", world.actor("ana"))
    yield from _pay(world, public_id, finding, moments)
    if finding["state"] == "resolved":
        yield next(moments)
        _move(public_id, "resolve", world.actor("ana"), fix=finding["fix"])


def _move(public_id: str, name: str, who: Actor, **given: Any) -> None:
    reports.make_move(public_id, name, actor=who, given=MoveInput(**given))


def _moments(world: World, start: datetime, day: float) -> Moments:
    """Rising moments between `start` and now; the first within hours, later ones within days."""
    last = world.now - timedelta(minutes=5)
    at = start
    for number in range(40):
        step = world.dice.uniform(0.5, 7) if number < 2 else world.dice.uniform(4, min(60, day * 3))
        at = min(at + timedelta(hours=step), last - timedelta(seconds=80 - number))
        yield at


def _rate(world: World, public_id: str, finding: dict[str, Any]) -> None:
    if "priority" not in finding:
        return
    reports.set_severity(
        public_id,
        side="final" if finding["state"] == "resolved" else "triage",
        priority=finding["priority"],
        reason_code=finding.get("reason_code", "taxonomy_baseline"),
        reason=finding.get("reason", "This is what an attacker gains here, by our own test."),
        actor=world.actor("jonas"),
    )


def _talk(world: World, public_id: str, finding: dict[str, Any], moments: Moments) -> Moments:
    who = {"team": "jonas", "note": "ana", "reporter": finding["by"]}
    for line in finding.get("say", ()):
        side, _, body = line.partition(":")
        yield next(moments)
        reports.comment(
            public_id,
            body=body,
            audience="team" if side == "note" else "participants",
            actor=world.actor(who[side]),
        )


def _pay(world: World, public_id: str, finding: dict[str, Any], moments: Moments) -> Moments:
    """An award as far as `award` says: paid for what is resolved, else proposed."""
    if "amount" not in finding:
        return
    reached = finding.get("award", "paid" if finding["state"] == "resolved" else "proposed")
    yield next(moments)
    award = rewards.propose(
        public_id,
        amount_minor=finding["amount"],
        currency="EUR" if finding.get("program") else "USD",
        kind="bounty",
        reason=finding.get("reason", "Fair for what was shown and how well it was shown."),
        actor=world.actor("ana"),
    )
    if reached == "proposed":
        return
    yield next(moments)
    rewards.approve(award.public_id, actor=world.actor("petra"))
    if reached == "approved":
        return
    for handle in (finding["by"], *finding.get("share", {})):
        yield next(moments)
        rewards.record_payout(
            award.public_id,
            user_id=people.user_id_of(handle),
            reference=f"SEPA {award.public_id}",
            # Paying asks for a second factor, which the demo's people set up when they try it.
            actor=replace(world.actor("petra"), second_factor=True),
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
