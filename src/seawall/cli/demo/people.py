"""The people of the demo and their organizations."""

from seawall.cli.demo.world import CREDIT, HANDLES, NAMES, RESEARCHERS, World
from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts import queries as people
from seawall.domain.actor import SYSTEM


def make_people() -> None:
    """Everybody of NAMES, verified; researchers with a profile and a name to credit."""
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


def make_organizations(world: World) -> None:
    """Three organizations whose members were invited; actors are read anew after it."""
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
