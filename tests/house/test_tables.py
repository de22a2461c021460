"""What the database must guarantee, it guarantees."""

from django.apps import apps
from django.db import models


def test_a_moment_and_its_person_are_tied():
    """Every nullable `x_at` with an `x_by` beside it is bound by a check constraint."""
    loose = []
    for model in apps.get_app_config("domain").get_models():
        fields = {field.name: field for field in model._meta.get_fields() if hasattr(field, "null")}
        for name, field in fields.items():
            partner = fields.get(f"{name.removesuffix('_at')}_by")
            if not name.endswith("_at") or partner is None or not (field.null and partner.null):
                continue
            checks = " ".join(
                str(one.condition)
                for one in model._meta.constraints
                if isinstance(one, models.CheckConstraint)
            )
            if f"{name}__isnull" not in checks or f"{partner.name}__isnull" not in checks:
                loose.append(f"{model.__name__}.{name}")

    assert loose == []
