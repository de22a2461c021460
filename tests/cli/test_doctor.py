"""`./run doctor` with the settings as production reads them."""

import pytest

from tests import prepared, servers

pytestmark = pytest.mark.server
GOOD = {
    "SEAWALL_PRODUCTION": "1",
    "SEAWALL_TRUSTED_PROXIES": "1",
    "SEAWALL_BASE_URL": "https://bounty.example.org",
    "SEAWALL_SMTP_HOST": "mail.example.org",
    "SEAWALL_MAIL_FROM": "Seawall <bounty@example.org>",
    "SEAWALL_LOGIN_LIMITS": "1",
    # The tests set it for browsers; Django's own check refuses it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
}


def _errors(said: str) -> set[str]:
    lines = [line.split() for line in said.splitlines()]
    return {words[1].rstrip(":") for words in lines if words and words[0] == "error"}


def test_tables_that_are_missing_are_named_not_stumbled_over():
    with servers.site("bare") as site:
        site.more = GOOD

        said = site.attempt("doctor")

    assert (said.returncode, said.stderr) == (1, "")
    assert "seawall.E051" in _errors(said.stdout)


def test_production_lacks_only_what_is_not_done_yet():
    with servers.site("doctor", like=prepared.MIGRATED) as site:
        site.home.chmod(0o700)
        site.more = GOOD

        said = site.attempt("doctor")

        site.more = GOOD | {"SEAWALL_BASE_URL": "http://bounty.example.org"}
        careless = site.attempt("doctor")

    # The tests serve as the owner of the tables.
    unfinished = {"seawall.E035", "seawall.E052"} | (
        {"seawall.E034"} if site.database_url else set()
    )
    assert (said.returncode, _errors(said.stdout)) == (1, unfinished), said.stderr
    assert {"seawall.E003", "seawall.E009", "seawall.E010", "seawall.E011"} <= _errors(
        careless.stdout
    )
