"""What a waiting message says is sealed: a link in it opens a door."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import migrations

from seawall.lib import crypto


def seal_all(apps: Any, editor: Any) -> None:
    _rewrite(apps, crypto.seal)


def open_all(apps: Any, editor: Any) -> None:
    _rewrite(apps, crypto.unseal)


def _rewrite(apps: Any, change: Callable[..., str]) -> None:
    mails = apps.get_model("domain", "Mail").objects
    key = bytes(settings.FIELD_KEY)
    waiting = mails.exclude(body_sealed="").values_list("pk", "dedupe_key", "body_sealed")
    for pk, name, text in list(waiting):
        mails.filter(pk=pk).update(body_sealed=change(text, key=key, use=f"mail {name}"))


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0017_providers"),
    ]

    operations = [
        migrations.RenameField(model_name="mail", old_name="body", new_name="body_sealed"),
        migrations.RunPython(seal_all, open_all),
    ]
