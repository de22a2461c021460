"""What to look for in the activity log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.accounts.queries.handles import user_id_of
from seawall.domain.audit.queries import ActivityFilter
from seawall.lib import clock

# No account has this id: a handle that is nobody's finds nothing.
NOBODY = 0


class ActivityForm(forms.Form):
    """Event, person and days (in UTC, both included)."""

    event = forms.ChoiceField(label=_("Event"), required=False)
    user = forms.CharField(
        label=_("Person"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("handle"), "autocomplete": "off"}),
    )
    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = sorted({f"{name.partition('.')[0]}." for name in names})
        self.fields["event"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((group, f"{group}*") for group in groups),
            *((name, name) for name in names),
        ]

    def chosen(self) -> ActivityFilter:
        """The filter of a valid form."""
        given = self.cleaned_data
        begin, end = given["from_day"], given["to_day"]
        user = given["user"]
        return ActivityFilter(
            name=given["event"],
            user_id=(user_id_of(user) or NOBODY) if user else None,
            since=clock.beginning_of(begin) if begin else None,
            until=clock.end_of(end) if end else None,
        )
