"""The life of each report of the demo: a generator that yields moments."""

import io
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from PIL import Image, ImageDraw

from seawall.cli.demo.world import SLUGS, Moments, World
from seawall.domain.accounts import queries as people
from seawall.domain.actor import Actor
from seawall.domain.reports import commands as reports
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.workflow import Checklist, MoveInput
from seawall.domain.rewards import commands as rewards

CLOSINGS = {
    "informational": "close_informational",
    "out_of_scope": "close_out_of_scope",
    "not_reproducible": "close_not_reproducible",
    "not_applicable": "close_not_applicable",
    "spam": "close_spam",
}
YES = Checklist(in_scope=True, exploitable=True, novel=True)


def findings() -> Iterator[dict[str, Any]]:
    """What was found, as the tables of findings_1.toml and findings_2.toml say it."""
    for name in ("findings_1.toml", "findings_2.toml"):
        text = resources.files("seawall.cli.demo").joinpath(name).read_text("utf-8")
        yield from tomllib.loads(text)["finding"]


def life_of(world: World, finding: dict[str, Any]) -> Moments:
    """Written, sent, triaged, talked about, paid, closed; its number is kept in `world.ids`."""
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
