"""Everybody, and one thing of each kind, with a word in every text that others must never see."""

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator

from seawall.domain.accounts import commands as account_commands
from seawall.domain.accounts.models import Membership, Organization, ProviderDomain
from seawall.domain.accounts.rules import Role, TokenScope
from seawall.domain.jobs_queue import worker
from seawall.domain.notify import commands as notify_commands
from seawall.domain.notify.models import Notice
from seawall.domain.programs import commands as program_commands
from seawall.domain.programs.models import ProgramInvitation
from seawall.domain.reports import commands
from seawall.domain.reports.models import Collaborator, CollaboratorState
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock
from tests.factories import accounts, hooks, programs, providers, reports, rewards

ROLES = {
    "owner": Role.OWNER,
    "manager": Role.PROGRAM_MANAGER,
    "triager": Role.TRIAGER,
    "finance": Role.FINANCE,
    "developer": Role.DEVELOPER,
    "viewer": Role.VIEWER,
}
ACTORS = (
    "visitor", "stranger", "reporter", "collaborator", *ROLES, "outsider", "admin"
)  # fmt: skip


@dataclass
class World:
    """`people` by actor (visitor is absent); `ids` are the words and numbers of addresses."""

    people: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)


def make() -> World:
    """Two organizations, programmes and reports in every position; see `ids` for the names."""
    world = World()
    alpha = _people(world)
    _programs(world, alpha)
    _reports(world)
    _awards(world)
    _decisions(world)
    world.ids["guest"] = commands.invite_guest(
        world.ids["reports"]["private"].public_id,
        email="guest@else.example",
        days=5,
        actor=accounts.actor(world.people["manager"]),
    )
    world.ids["retests"] = {
        name: reports.report(
            state, program=world.ids["programs"]["open"], reporter=world.people["reporter"],
            **_words("retest"),
        )
        for name, state in (("asked", State.RETESTING), ("answered", State.RETESTED))
    }  # fmt: skip
    worker.settle()
    _belongings(world, alpha)
    _webhooks(world)
    _providers(world, alpha)
    for name, user in world.people.items():
        world.tokens[name] = accounts.api_token(user, scopes=tuple(TokenScope))[0]
    return world


def _people(world: World):
    alpha = accounts.organization("alpha", name="Alpha")
    for name, role in ROLES.items():
        world.people[name] = accounts.member(alpha, role, user=accounts.person(name)).user
    for name in ("stranger", "collaborator"):
        world.people[name] = accounts.person(name)
    world.people["reporter"] = accounts.person("reporter", email="canaryaddress@example.org")
    world.people["admin"] = accounts.person("admin-ada", is_platform_admin=True)
    beta = accounts.organization("beta", name="Beta", about="canarybeta")
    world.people["outsider"] = accounts.member(beta, user=accounts.person("outsider")).user
    world.ids["beta"] = beta
    hidden = accounts.person("hidden")
    account_commands.edit_profile(
        hidden.pk,
        display_name="Hidden",
        is_public=False,
        about="canaryprofile",
        website="",
        actor=accounts.actor(hidden),
    )
    return alpha


def _brief(word: str) -> dict:
    return {"summary": word, "text": word, "terms": word}


def _programs(world: World, alpha) -> None:
    world.ids["programs"] = {
        "open": programs.program(alpha, slug="open"),
        "private": programs.program(
            alpha,
            slug="private",
            name="canaryprivate",
            visibility="private",
            brief=_brief("canaryprivate"),
        ),
        "draft": programs.draft_program(alpha, slug="draft", name="canaryunpublished"),
        "foreign": programs.program(
            world.ids.pop("beta"),
            slug="foreign",
            name="canarybeta",
            visibility="private",
            brief=_brief("canarybeta"),
        ),
    }
    programs.brief_draft(world.ids["programs"]["draft"], **_brief("canaryunpublished"))
    programs.brief_draft(world.ids["programs"]["open"], **_brief("canaryunpublished"))
    world.ids["known_issue"] = programs.known_issue(
        world.ids["programs"]["open"],
        actor=accounts.actor(world.people["manager"]),
        title="canaryknown",
        notes="canaryknown",
        reference="canaryknown",
        target="",
    )
    for name in ("reporter", "owner"):
        programs.program_access(world.ids["programs"]["private"], world.people[name])


def _words(word: str) -> dict:
    return {
        "title": f"Orders are open {word}",
        "target": "https://api.shop.example/v1/orders",
        "url": f"https://api.shop.example/v1/{word}",
        "description": f"Look at {word}.",
        "impact": f"All of {word}.",
    }


def _reports(world: World) -> None:
    made, mine = world.ids["programs"], world.people["reporter"]
    world.ids["reports"] = found = {
        "new": reports.report(program=made["open"], reporter=mine, **_words("canarynew")),
        "closed": rewards.rewarded_report(
            made["open"], reporter=mine, state=State.RESOLVED, **_words("canaryclosed")
        ),
        "draft": reports.draft(made["open"], mine, **_words("canarydraft")),
        "private": reports.report(
            program=made["private"], reporter=mine, **_words("canaryprivatereport")
        ),
        "foreign": _foreign(made["foreign"]),
    }
    _fill_in(world, made["open"], found["new"])
    _share(world, found["new"])
    commands.tag(found["new"].public_id, add=["canarytag"], actor=_triager(world))
    held = commands.make_tag(made["open"].organization_id, name="held", actor=_triager(world))
    world.ids["tag"] = held.public_id
    account_commands.make_group(
        made["open"].organization_id,
        handle="core-team",
        name="canarygroup",
        actor=accounts.actor(world.people["manager"]),
    )
    _talk(world, found["new"])
    upload = commands.begin_upload(
        found["draft"].public_id,
        name="canarydraft.txt",
        size_bytes=9,
        actor=accounts.actor(mine),
    )
    world.ids["upload"] = upload.id


def _triager(world: World):
    return accounts.actor(world.people["triager"])


def _foreign(program):
    other = accounts.person("other")
    programs.program_access(program, other)
    return reports.report(program=program, reporter=other, **_words("canarybetareport"))


def _fill_in(world: World, program, report) -> None:
    programs.custom_field(program, "environment")
    programs.custom_field(program, "ticket", audience="team")
    for who, name, word in (
        ("reporter", "environment", "canarynew"),
        ("triager", "ticket", "canarynote"),
    ):
        commands.set_fields(
            report.public_id, values={name: word}, actor=accounts.actor(world.people[who])
        )


def _share(world: World, report) -> None:
    Collaborator.objects.create(
        report=report,
        user=world.people["collaborator"],
        share=2500,
        state=CollaboratorState.ACCEPTED,
        invited_at=clock.now(),
        answered_at=clock.now(),
    )


def _talk(world: World, report) -> None:
    team, mine = accounts.actor(world.people["triager"]), accounts.actor(world.people["reporter"])
    said = commands.comment(report.public_id, body="canarynew", audience="participants", actor=mine)
    noted = commands.comment(report.public_id, body="canarynote", audience="team", actor=team)
    kept = commands.attach_bytes(
        report.public_id, name="canarynew.txt", content=b"canarynew", actor=mine
    )
    hidden = commands.attach_bytes(
        report.public_id, name="canarynote.txt", content=b"canarynote", audience="team", actor=team
    )
    foreign = commands.attach_bytes(
        world.ids["reports"]["foreign"].public_id,
        name="canarybetareport.txt",
        content=b"canarybetareport",
        actor=accounts.actor(world.people["outsider"]),
    )
    world.ids["comments"] = {"said": said.pk, "noted": noted.pk}
    world.ids["files"] = {
        "shared": kept.public_id, "team": hidden.public_id, "foreign": foreign.public_id
    }  # fmt: skip


def _awards(world: World) -> None:
    made, mine = world.ids["programs"], world.people["reporter"]
    accepted = rewards.rewarded_report(made["open"], reporter=mine, **_words("canaryaccepted"))
    world.ids["accepted"] = accepted
    world.ids["awards"] = {
        "proposed": rewards.award("proposed", report=accepted, reason="canaryaward"),
        "approved": rewards.award(
            "approved", report=world.ids["reports"]["closed"], reason="canaryaward"
        ),
    }


def _decisions(world: World) -> None:
    """One that the reporter objects to, and one that they may still object to."""
    found, manager = world.ids["reports"], accounts.actor(world.people["manager"])
    made = {}
    for name in ("closed", "private"):
        commands.set_severity(
            found[name].public_id,
            side="final",
            priority=3,
            reason_code="preconditions",
            reason=f"See {'canaryclosed' if name == 'closed' else 'canaryprivatereport'}.",
            actor=manager,
        )
        made[name] = found[name].decisions.latest("pk").public_id
    commands.appeal(
        found["closed"].public_id,
        made["closed"],
        priority=1,
        text="canaryclosed",
        actor=accounts.actor(world.people["reporter"]),
    )
    world.ids["decisions"] = made


def _webhooks(world: World) -> None:
    world.ids["webhooks"] = {}
    for name, keeper, word in (
        ("own", "owner", "canaryhook"), ("foreign", "outsider", "canarybetahook")
    ):  # fmt: skip
        member = Membership.objects.get(user=world.people[keeper])
        sent = hooks.delivery(member, name=word, url=f"https://hooks.example/{word}")
        hook = sent.webhook.public_id
        world.ids["webhooks"][name] = {
            "public_id": hook, "id": hook, "delivery_id": sent.public_id,
            "delivery": sent.public_id,
        }  # fmt: skip
    notify_commands.rotate_secret(
        world.ids["webhooks"]["own"]["public_id"], actor=accounts.actor(world.people["owner"])
    )


def _providers(world: World, alpha) -> None:
    """Names that no resolver is asked for: nothing here leaves the machine."""
    own = providers.provider(alpha, issuer="https://login.invalid", client_id="canaryclient")
    beta = Organization.objects.get(slug="beta")
    providers.provider(beta, issuer="https://login.invalid")
    triager = Membership.objects.get(user=world.people["triager"])
    providers.identity(triager, own)
    domain = ProviderDomain.objects.create(
        organization=alpha,
        domain="canarydomain.invalid",
        challenge="0" * 32,
        created_at=clock.now(),
    )
    world.ids |= {"provider": own.public_id, "domain": domain.pk}


def _belongings(world: World, alpha) -> None:
    """What belongs to the reporter alone, and invitations that wait."""
    mine, owner = world.people["reporter"], world.people["owner"]
    by = accounts.actor(owner, second_factor=True)
    secret, invitation = accounts.invitation(
        alpha, email="canaryinvited@example.org", by=Membership.objects.get(user=owner)
    )
    asked, asking = programs.program_invitation(
        world.ids["programs"]["private"], who="canaryasked@example.org"
    )
    program_commands.invite_researcher("private", who="collaborator", actor=by)
    barred = accounts.person("barred")
    bans = (
        accounts.ban(barred, program=world.ids["programs"]["open"]),
        accounts.ban(barred),
    )
    for ban, word in zip(bans, ("canarybarred", "canarybarredeverywhere"), strict=True):
        ban.note = word
        ban.save(update_fields=["note"])
    passkey = accounts.factor(accounts.person(), Authenticator.Type.WEBAUTHN)
    world.ids |= {
        "token": accounts.api_token(mine)[1].pk,
        "invited": secret,
        "invitation": invitation.pk,
        "asked": asked,
        "asking": asking.pk,
        "own_asking": ProgramInvitation.objects.get(invited=world.people["collaborator"]).pk,
        "ban": bans[0].pk,
        "platform_ban": bans[1].pk,
        "membership": Membership.objects.get(user=world.people["viewer"]).pk,
        "session": accounts.session(mine, agent="canaryagent").key_hash[:16],
        "notice": Notice.objects.filter(user=mine)[0].pk,
        "passkey": passkey.pk,
        "link": accounts.one_time_link(mine)[0],
        "former": accounts.email_change(mine)[0],
    }
