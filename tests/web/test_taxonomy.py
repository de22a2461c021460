"""The administrator imports a release and says by which one new reports are rated."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seawall.domain.taxonomy import queries
from seawall.domain.taxonomy.models import VrtRelease
from tests.factories import accounts

pytestmark = pytest.mark.django_db
PAGE = "/platform/taxonomy"
ENTRY = {"id": "left_open", "name": "Left Open", "type": "subcategory", "priority": 2}


@pytest.fixture
def administrator(client):
    queries.forget()
    client.force_login(accounts.person(is_platform_admin=True))
    return client


def _upstream(entry=ENTRY):
    category = {"id": "doors", "name": "Doors", "type": "category", "children": [entry]}
    return {"metadata": {"release_date": "2019-02-03T00:00:00Z"}, "content": [category]}


def _file(content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("release.json", data, "application/json")


def _said(answer):
    return answer.content.decode()


def test_a_release_is_imported_chosen_and_left_again(administrator):
    newest = queries.release().id
    assert "shipped" in _said(administrator.get(PAGE))

    done = administrator.post(PAGE, {"file": _file(_upstream())})
    assert (done.status_code, queries.release().id) == (303, newest)
    administrator.post(f"{PAGE}/default", {"release": "2019-02-03"})
    assert queries.release().id == "2019-02-03"
    page = _said(administrator.get(PAGE))
    assert page.index("Use it") < page.index("rated by it")
    administrator.post(f"{PAGE}/default", {"release": ""})

    assert queries.release().id == newest
    again = administrator.post(PAGE, {"file": _file(_upstream())})
    assert "already imported" in _said(again)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not the JSON document"),
        (b"[" * 100_000, "not the JSON document"),
        (b"[1]", "not the JSON document"),
        (b" " * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
        (_upstream(ENTRY | {"priority": 9}), "content[0].children[0].priority"),
    ],
    ids=["cut", "deep", "list", "large", "wrong"],
)
def test_what_is_wrong_with_a_file_is_said(administrator, content, words):
    answer = administrator.post(PAGE, {"file": _file(content)})

    assert answer.status_code == 422
    assert words in _said(answer)
    assert not VrtRelease.objects.exists()


def test_it_is_the_administrators(client):
    client.force_login(accounts.person())

    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/default", {"release": ""}).status_code == 404
