"""Every column of text in every table has a door, and no door lets a secret through.

A new column, form field or field of the API fails here until somebody says how words get into it.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.db import models

from seawall.api import v1
from seawall.api.v1.shapes.common import In
from seawall.domain.errors import Invalid
from seawall.web import forms as web_forms
from tests.domain.reports.commands.test_sealing import everything
from tests.domain.vault.doors import DOORS, TOKEN, World
from tests.domain.vault.places import CHOSEN, LABELS, WORDS

MARKS = ("[secret ", " struck out]")


def _columns() -> Iterator[tuple[str, type[models.Model], str]]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    for model in apps.get_app_config("domain").get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, kinds) and not column.is_relation:
                yield f"{model.__name__}.{column.name}", model, column.name


def test_every_column_of_text_is_a_label_or_has_a_door():
    """Add a new one to LABELS only if nobody can write words into it; else give it a door."""
    found = {name for name, _model, _column in _columns()}
    doors = {name for each in DOORS.values() for name in each.columns}

    assert found - doors - LABELS == set()
    assert (doors | LABELS) - found == set()
    assert doors & LABELS == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", DOORS)
def test_no_door_lets_a_secret_through(name, settings, tmp_path):
    settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER = tmp_path / "files", tmp_path / "uploads"
    world, found = World(), DOORS[name]

    if found.refuses:
        with pytest.raises(Invalid) as refusal:
            found.act(world)
        assert found.refuses in refusal.value.fields
        assert TOKEN not in f"{refusal.value.message} {refusal.value.fields}"
    else:
        found.act(world)
        assert _without_mark(found.columns) == []

    assert TOKEN not in everything()
    assert TOKEN.encode() not in b"".join(
        file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()
    )


def _without_mark(columns: tuple[str, ...]) -> list[str]:
    """Those of the columns in which no row shows that something was taken out."""
    tables = {name: (model, column) for name, model, column in _columns()}
    missing = []
    for name in columns:
        model, column = tables[name]
        said = " ".join(str(value) for value in model.objects.values_list(column, flat=True))
        if not any(mark in said for mark in MARKS):
            missing.append(name)
    return missing


def _form_fields() -> Iterator[tuple[str, str]]:
    for each in pkgutil.walk_packages(web_forms.__path__, f"{web_forms.__name__}."):
        module = importlib.import_module(each.name)
        for name, form in vars(module).items():
            for part, made in getattr(form, "base_fields", {}).items():
                if isinstance(made, forms.CharField):
                    yield f"{name}.{part}", part


def _api_fields() -> Iterator[tuple[str, str]]:
    for each in pkgutil.walk_packages(v1.__path__, f"{v1.__name__}."):
        importlib.import_module(each.name)
    waiting = [In]
    while waiting:
        shape = waiting.pop()
        waiting += shape.__subclasses__()
        for part, made in shape.model_fields.items():
            if "str" in str(made.annotation):
                yield f"{shape.__name__}.{part}", part


def test_every_field_of_a_form_or_the_api_leads_to_a_door():
    known = WORDS | CHOSEN
    found = [*_form_fields(), *_api_fields()]

    assert sorted({place for place, part in found if part not in known}) == []
    assert known - {part for _place, part in found} <= {"nda", "asset"}
