"""How a person wants to be told: two checkboxes per topic."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from seawall.domain.notify.queries import PreferenceView


class PreferencesForm(forms.Form):
    """`TOPIC-in_app` and `TOPIC-by_mail` for each topic."""

    def __init__(self, *args: Any, topics: Sequence[PreferenceView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for row in topics:
            channels = (
                ("in_app", row.in_app, _("%(topic)s: in the app")),
                ("by_mail", row.by_mail, _("%(topic)s: by mail")),
            )
            for channel, value, label in channels:
                spoken = {"aria-label": label % {"topic": row.label}}
                self.fields[f"{row.topic}-{channel}"] = forms.BooleanField(
                    required=False, initial=value, widget=forms.CheckboxInput(attrs=spoken)
                )

    def choices(self) -> dict[str, tuple[bool, bool]]:
        """Topic to (in the app, by mail)."""
        given = self.cleaned_data
        return {
            row.topic.value: (given[f"{row.topic}-in_app"], given[f"{row.topic}-by_mail"])
            for row in self.topics
        }
