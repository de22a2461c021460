"""Every route and every operation of the API says how often one may ask for it."""

from tests.matrix import routes

from seawall.api import limits as of_api
from seawall.api.urls import api
from seawall.web.urls import classes


def test_each_route_has_one_class():
    names = {one.name for one in routes.every_route() if not one.text.startswith("api/v1/")}

    assert sorted(names - classes.CLASSES.keys()) == []
    assert sorted(classes.CLASSES.keys() - names - {"metrics"}) == []
    assert classes.twice() == []


def test_each_operation_of_the_api_has_one_class():
    schema = api.get_openapi_schema(path_prefix="")
    found = {(method == "get", path) for path, by in schema["paths"].items() for method in by}

    assert sorted(found ^ of_api.CLASSES.keys()) == []
