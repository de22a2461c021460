"""Every page of people answers, for those who may and in the right way for others."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

PUBLIC = ["/sign-in", "/sign-up", "/reset", "/reset/sent", "/reset/done", "/verify", "/inactive"]
SIGNED_IN = [
    "/settings/profile",
    "/settings/preferences",
    "/settings/security",
    "/settings/security/email",
    "/settings/security/password/set",
    "/settings/security/passkeys",
    "/settings/security/app",
    "/settings/security/passkeys/add",
    "/settings/sessions",
    "/settings/tokens",
    "/settings/invitations",
]
PLATFORM = ["/platform/people", "/platform/organizations"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_answers_a_visitor(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", SIGNED_IN + PLATFORM)
def test_a_visitor_is_sent_to_sign_in(client, path):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, f"/sign-in?next={path}")


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_settings_page_answers_its_person(client, path):
    client.force_login(factories.person())

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PLATFORM)
def test_only_the_administrator_finds_the_platform_pages(client, path):
    client.force_login(factories.person())
    assert client.get(path).status_code == 404

    client.force_login(factories.person(is_platform_admin=True))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC + SIGNED_IN + PLATFORM)
def test_no_page_holds_an_inline_script_or_style(client, path):
    client.force_login(factories.person(is_platform_admin=True))

    text = client.get(path, follow=True).content.decode()

    assert "style=" not in text
    assert " onclick=" not in text
    assert "data:image" not in text
    assert all(
        "src=" in tag or "application/json" in tag
        for tag in text.split("<script")[1:]
        for tag in [tag.split(">")[0]]
    )
