"""Forms around a programme: new, settings, terms, invitations, publishing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.programs.commands import DECLINE_REASONS
from seawall.domain.programs.rules import disclosing, figures
from seawall.domain.programs.rules.lifecycle import ProgramKind, Visibility
from seawall.lib import money

KINDS = (
    (ProgramKind.BOUNTY.value, _("Bug bounty"), _("Valid reports are paid by a table.")),
    (
        ProgramKind.DISCLOSURE.value,
        _("Disclosure only"),
        _("Reports are welcome and thanked, not paid."),
    ),
)
VISIBILITIES = (
    (Visibility.PUBLIC.value, _("Public"), _("Everybody reads the brief and may report.")),
    (
        Visibility.PRIVATE.value,
        _("Private"),
        _("Only invited researchers know that it exists."),
    ),
)


def _pairs(options: tuple[tuple[str, object, object], ...]) -> list[tuple[str, object]]:
    return [(value, label) for value, label, _help in options]


class NewProgramForm(forms.Form):
    """What a programme needs to exist; everything else follows in its editor."""

    name = forms.CharField(label=_("Name"), max_length=80)
    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        help_text=_("Letters a–z, digits and hyphens. It is part of links and never changes."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=_pairs(KINDS), initial=ProgramKind.BOUNTY.value
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"), choices=_pairs(VISIBILITIES), initial=Visibility.PUBLIC.value
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(code, code) for code in sorted(money.currencies())],
        initial="USD",
    )


class SettingsForm(forms.Form):
    """Name, kind and what is demanded of those who report."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=_pairs(KINDS))
    requires_second_factor = forms.BooleanField(
        label=_("Demand a second factor"),
        required=False,
        help_text=_("Of researchers who report, and of the team."),
    )
    pause_message = forms.CharField(
        label=_("Message while paused"),
        required=False,
        max_length=500,
        help_text=_("Shown in place of the report button, for example when you will be back."),
    )
    unanswered_days = forms.IntegerField(
        label=_("Close questions without an answer after (days)"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_(
            "The reporter is reminded before, it counts against nobody, and an answer opens the "
            "report again. 0: never."
        ),
    )
    duplicate_fields = forms.MultipleChoiceField(
        label=_("What the reporter of a duplicate learns of the original"),
        required=False,
        choices=[(name, _(label)) for name, label in disclosing.FIELD_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The proof that the original was earlier lays open these fields of it and no others."
        ),
    )
    appeal_days = forms.IntegerField(
        label=_("Days to answer an objection"),
        required=False,
        min_value=1,
        max_value=30,
        help_text=_("Business days. Somebody else than who decided answers the reporter."),
    )
    public_figures = forms.MultipleChoiceField(
        label=_("Figures that everybody reads beside the brief"),
        required=False,
        choices=[(name, _(label)) for name, label in figures.FIGURE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of the last 90 days, once five reports came. The team reads all of them."),
    )
    # Whether the choice was on the page: nothing ticked is a choice, too.
    chooses = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """The fields of the command."""
        found = super().clean() or {}
        if not found.pop("chooses", ""):
            found["duplicate_fields"] = found["public_figures"] = None
        return found


class NdaForm(forms.Form):
    """The terms that an invited researcher signs before reading the brief."""

    text = forms.CharField(
        label=_("Terms to sign"),
        required=False,
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Markdown. Empty: none. Another text asks everybody to sign again."),
    )


class InviteForm(forms.Form):
    """Whom to ask."""

    who = forms.CharField(
        label=_("Handle or e-mail address"),
        max_length=254,
        help_text=_("The address behind a handle is not shown to you."),
    )


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(word, _(text)) for word, text in DECLINE_REASONS.items()]
    )
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=160, help_text=_("The team reads it.")
    )


class PublishForm(forms.Form):
    """What changed, for everybody who reads the history."""

    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=500,
        help_text=_("One line for the history, such as “Adds the mobile apps, raises P1”."),
    )
