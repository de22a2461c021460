"""How a person wants to be told: two choices per topic."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from seawall.domain.notify.queries import PreferenceView
from seawall.domain.notify.rules.topics import Choice, MailPace
from seawall.lib.text import gettext_noop

PACES = {
    MailPace.NOW: gettext_noop("At once"),
    MailPace.DAILY: gettext_noop("Once a day"),
    MailPace.OFF: gettext_noop("No"),
}


class PreferencesForm(forms.Form):
    """`TOPIC-in_app` and `TOPIC-mail` for each topic; "" in a programme is the default."""

    def __init__(
        self,
        *args: Any,
        topics: Sequence[PreferenceView],
        for_program: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        self._blank = [("", _("Default"))] if for_program else []
        for row in topics:
            spoken = _("%(topic)s: in the app") % {"topic": row.label}
            self.fields[f"{row.topic}-in_app"] = self._in_app(row.choice.in_app, spoken)
            spoken = _("%(topic)s: by mail") % {"topic": row.label}
            paces = [(pace.value, _(label)) for pace, label in PACES.items()]
            self.fields[f"{row.topic}-mail"] = self._select(row.choice.mail or "", paces, spoken)

    def choices(self) -> dict[str, Choice]:
        """Topic to what was chosen."""
        return {row.topic.value: self._choice(row.topic) for row in self.topics}

    def _choice(self, topic: str) -> Choice:
        in_app, mail = self.cleaned_data[f"{topic}-in_app"], self.cleaned_data[f"{topic}-mail"]
        if isinstance(in_app, str):
            in_app = {"yes": True, "no": False}.get(in_app)
        return Choice(in_app, MailPace(mail) if mail else None)

    def _in_app(self, value: bool | None, spoken: str) -> forms.Field:
        if not self._blank:
            widget = forms.CheckboxInput(attrs={"aria-label": spoken})
            return forms.BooleanField(required=False, initial=value, widget=widget)
        words = {None: "", True: "yes", False: "no"}
        return self._select(words[value], [("yes", _("Yes")), ("no", _("No"))], spoken)

    def _select(self, value: str, options: Sequence[tuple[str, str]], spoken: str) -> forms.Field:
        return forms.ChoiceField(
            choices=[*self._blank, *options],
            required=not self._blank,
            initial=value,
            widget=forms.Select(attrs={"aria-label": spoken}),
        )
