from typing import Any

from django.db import migrations

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE domain_searchtext USING fts5(scope, title, body, talk,"
        " tokenize = 'porter unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        "CREATE TABLE domain_searchtext (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX domain_searchtext_words ON domain_searchtext USING gin (words)",
    ),
}


def forward(apps: Any, editor: Any) -> None:
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)


def backward(apps: Any, editor: Any) -> None:
    editor.execute("DROP TABLE domain_searchtext")


class Migration(migrations.Migration):
    dependencies = [("domain", "0012_closed_accounts")]
    operations = [migrations.RunPython(forward, backward)]
