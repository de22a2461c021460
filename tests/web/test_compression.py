"""Pages are compressed for who asks from here, and for nobody else."""

import gzip

import pytest

pytestmark = pytest.mark.django_db


def _ask(client, path="/sign-in", **headers):
    return client.get(path, headers={"Accept-Encoding": "gzip, br", **headers})


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_is_sent_compressed(client, site):
    answer = _ask(client, **{"Sec-Fetch-Site": site})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.content)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        },
        {
            "Sec-Fetch-Site": "same-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        },
    ],
    ids=["unknown", "cross-site", "same-site"],
)
def test_the_length_of_a_page_tells_other_sites_nothing(client, headers):
    answer = _ask(client, **headers)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_what_is_no_page_stays_as_it_is(client):
    answer = _ask(client, "/api/v1/openapi.json", **{"Sec-Fetch-Site": "none"})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
