"""Accounts, profiles, handles, links that work once."""

from datetime import timedelta

import pytest

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.models import OneTimeLink, Session, User
from seawall.domain.actor import ANONYMOUS, SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock, crypto
from tests import factories

pytestmark = pytest.mark.django_db


def _create(**fields):
    defaults = {"email": "mira@example.org", "handle": "mira", "actor": SYSTEM}
    given = defaults | fields
    return commands.create_person(given.pop("email"), **given)


def test_a_created_person_has_a_verified_address_and_a_reserved_handle():
    user = _create(display_name="Mira")

    assert user.emailaddress_set.get(verified=True, primary=True).email == "mira@example.org"
    assert user.handles.get().handle == "mira"
    assert not user.has_usable_password()
    assert Event.objects.get().payload == {"user_id": user.pk}


def test_only_the_administrator_and_the_installation_make_accounts():
    for actor in (ANONYMOUS, factories.actor(), factories.token_actor()):
        with pytest.raises(NotAllowed):
            _create(actor=actor)

    _create(actor=factories.actor(factories.person(is_platform_admin=True)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("handle", "a"),
        ("handle", "Mira Stone"),
        ("handle", "admin"),
        ("email", "nobody"),
        ("email", "a@b c.org"),
        ("display_name", "x" * 81),
        ("display_name", "a\x00b"),
        ("password", "short"),
        ("password", "x" * 257),
    ],
)
def test_unusable_details_are_refused_with_the_name_of_the_field(field, value):
    with pytest.raises(Invalid) as refusal:
        _create(**{field: value})

    assert set(refusal.value.fields) == {field}


def test_two_people_share_neither_address_nor_handle():
    _create()

    with pytest.raises(Conflict):
        _create(handle="other")
    with pytest.raises(Conflict):
        _create(email="other@example.org")


def test_a_renamed_handle_stays_reserved_for_its_owner():
    user = _create()
    mine = factories.actor(user)
    commands.rename_handle(user.pk, handle="Stone", actor=mine)

    assert User.objects.get(pk=user.pk).handle == "stone"
    with pytest.raises(Conflict):
        _create(email="other@example.org", handle="mira")
    assert not queries.is_handle_free("mira")

    commands.rename_handle(user.pk, handle="mira", actor=mine)
    assert User.objects.get(pk=user.pk).handle == "mira"


@pytest.mark.parametrize("who", ["other", "admin", "token", "visitor"])
def test_nobody_edits_the_profile_of_somebody_else(who):
    user = _create()
    actor = {
        "other": factories.actor,
        "admin": lambda: factories.actor(factories.person(is_platform_admin=True)),
        "token": lambda: factories.token_actor(user),
        "visitor": lambda: ANONYMOUS,
    }[who]()

    for act in (
        lambda: commands.rename_handle(user.pk, handle="stone", actor=actor),
        lambda: commands.edit_credit(user.pk, credit_kind="alias", credit_name="", actor=actor),
        lambda: commands.edit_preferences(user.pk, time_zone="", theme="dark", actor=actor),
        lambda: commands.make_token(user.pk, name="x", scopes=["reports:read"], actor=actor),
        lambda: queries.sessions_of(user.pk, current="", actor=actor),
        lambda: queries.tokens_of(user.pk, actor=actor),
        lambda: queries.factors_of(user.pk, actor=actor),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_profile_keeps_what_was_written():
    user = _create()
    commands.edit_profile(
        user.pk,
        display_name="  Mira   Stone ",
        is_public=True,
        about="One\r\nTwo",
        website="https://mira.example",
        actor=factories.actor(user),
    )

    profile = queries.public_profile("mira", actor=ANONYMOUS)

    assert (profile.name, profile.about, profile.website) == (
        "Mira Stone",
        "One\nTwo",
        "https://mira.example",
    )


@pytest.mark.parametrize("website", ["javascript:alert(1)", "mira.example", "ftp://x.org", "//x"])
def test_a_web_site_is_http_or_nothing(website):
    user = _create()

    with pytest.raises(Invalid):
        commands.edit_profile(
            user.pk,
            display_name="",
            is_public=True,
            about="",
            website=website,
            actor=factories.actor(user),
        )


def test_a_private_profile_is_seen_by_its_person_and_the_teams_they_reported_to():
    user = factories.researcher("mira").user

    assert queries.public_profile("mira", actor=factories.actor(user)).handle == "mira"
    assert queries.public_profile("mira", actor=ANONYMOUS, may_see_private=lambda _id: True)
    for actor in (ANONYMOUS, factories.actor()):
        with pytest.raises(NotFound):
            queries.public_profile("mira", actor=actor)
        with pytest.raises(NotFound):
            queries.public_profile("mira", actor=actor, may_see_private=lambda _id: False)


def test_a_private_profile_answers_like_one_that_never_existed():
    factories.researcher("mira")

    answers = set()
    for handle in ("mira", "nobody-ever"):
        with pytest.raises(NotFound) as refusal:
            queries.public_profile(handle, actor=ANONYMOUS)
        answers.add((refusal.value.message, refusal.value.code))
    assert len(answers) == 1


def test_no_public_view_of_a_person_has_an_address():
    factories.researcher("mira", is_public=True)

    profile = queries.public_profile("mira", actor=ANONYMOUS)

    assert "example.org" not in repr(profile)


@pytest.mark.parametrize(
    ("kind", "name", "credited"),
    [("alias", "", "mira"), ("name", "Mira Stone", "Mira Stone"), ("anonymous", "x", "")],
)
def test_credit_is_the_name_that_was_chosen(kind, name, credited):
    user = _create()
    actor = factories.actor(user)

    commands.edit_credit(user.pk, credit_kind=kind, credit_name=name, actor=actor)

    assert queries.own_profile(actor).credited_as == credited


def test_a_real_name_must_be_given_and_the_kind_must_be_known():
    user = _create()
    actor = factories.actor(user)

    for kind in ("name", "king"):
        with pytest.raises(Invalid):
            commands.edit_credit(user.pk, credit_kind=kind, credit_name=" ", actor=actor)


def test_preferences_take_known_zones_and_themes():
    user = _create()
    actor = factories.actor(user)
    commands.edit_preferences(user.pk, time_zone="Europe/Berlin", theme="dark", actor=actor)
    assert queries.own_profile(actor).time_zone == "Europe/Berlin"

    for zone, theme in (("Mars/Olympus", "dark"), ("", "pink")):
        with pytest.raises(Invalid):
            commands.edit_preferences(user.pk, time_zone=zone, theme=theme, actor=actor)


def test_a_deactivated_person_keeps_no_way_in():
    admin = factories.actor(factories.person(is_platform_admin=True))
    user = _create()
    factories.session(user)
    secret, _token = factories.api_token(user)
    link, _row = factories.one_time_link(user)

    commands.deactivate_person(user.pk, actor=admin)

    assert not Session.objects.filter(user=user).exists()
    with pytest.raises(NotAllowed):
        queries.actor_for_token(secret)
    with pytest.raises(NotFound):
        commands.use_sign_in_link(link, actor=ANONYMOUS)
    commands.reactivate_person(user.pk, actor=admin)
    assert factories.actor(user).is_person
    with pytest.raises(NotAllowed):
        queries.actor_for_token(secret)


def test_people_are_managed_by_the_administrator_alone_and_not_by_themselves():
    user = _create()
    admin = factories.actor(factories.person(is_platform_admin=True))

    for actor in (factories.actor(user), factories.actor(factories.member())):
        with pytest.raises(NotFound):
            commands.deactivate_person(user.pk, actor=actor)
        assert queries.people(actor) == ()
    with pytest.raises(Conflict):
        commands.deactivate_person(admin.user_id, actor=admin)


def test_the_list_of_people_is_searched_and_paged():
    admin = factories.actor(factories.person("root-like", is_platform_admin=True))
    for number in range(3):
        factories.person(f"mira{number}")

    first = queries.people(admin, text="MIRA", limit=2)
    rest = queries.people(admin, text="MIRA", after=first[-1].user_id, limit=2)

    assert [row.handle for row in first + rest] == ["mira0", "mira1", "mira2"]


def test_a_sign_in_link_works_once():
    user = _create()
    secret, row = factories.one_time_link(user)

    assert queries.one_time_link_purpose(secret) == "sign_in"
    assert commands.use_sign_in_link(secret, actor=ANONYMOUS) == user.pk
    with pytest.raises(NotFound):
        commands.use_sign_in_link(secret, actor=ANONYMOUS)
    assert row.secret_hash == crypto.sha256_hex(secret)


def test_an_old_link_and_a_link_for_something_else_are_refused():
    old, row = factories.one_time_link()
    OneTimeLink.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    other, _row = factories.one_time_link(purpose="administrator")

    for secret in (old, other, "invented"):
        with pytest.raises(NotFound):
            commands.use_sign_in_link(secret, actor=ANONYMOUS)


def test_only_the_installation_makes_links():
    user = _create()

    for actor in (factories.actor(user), factories.actor(factories.person(is_platform_admin=True))):
        with pytest.raises(NotAllowed):
            commands.make_one_time_link(user.pk, purpose="sign_in", minutes=5, actor=actor)
    for user_id, purpose in ((None, "sign_in"), (user.pk, "administrator"), (user.pk, "x")):
        with pytest.raises(Invalid):
            commands.make_one_time_link(user_id, purpose=purpose, minutes=5, actor=SYSTEM)


def test_the_administrator_link_makes_the_administrator_once():
    secret, _row = factories.one_time_link(purpose="administrator")
    given = {"email": "a@example.org", "handle": "boss", "password": "a long enough sentence"}

    user_id = commands.use_administrator_link(secret, **given, actor=ANONYMOUS)

    assert factories.actor(User.objects.get(pk=user_id)).platform
    with pytest.raises(NotFound):
        commands.use_administrator_link(secret, **(given | {"handle": "b2"}), actor=ANONYMOUS)


def test_a_refused_form_does_not_spend_the_administrator_link():
    secret, _row = factories.one_time_link(purpose="administrator")
    given = {"email": "a@example.org", "handle": "boss", "password": "short"}

    with pytest.raises(Invalid):
        commands.use_administrator_link(secret, **given, actor=ANONYMOUS)

    assert queries.one_time_link_purpose(secret) == "administrator"


def test_after_a_restore_nothing_of_the_backup_opens_a_door():
    user = _create()
    factories.session(user)
    token, _row = factories.api_token(user)
    link, _row = factories.one_time_link(user)
    invitation, _row = factories.invitation(email=user.email)

    with pytest.raises(NotAllowed):
        commands.begin_epoch(actor=factories.actor(user))
    commands.begin_epoch(actor=SYSTEM)

    assert not Session.objects.exists()
    with pytest.raises(NotAllowed):
        queries.actor_for_token(token)
    with pytest.raises(NotFound):
        commands.use_sign_in_link(link, actor=ANONYMOUS)
    with pytest.raises(NotFound):
        commands.accept_invitation(invitation, actor=factories.actor(user))
