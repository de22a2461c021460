"""The form of a rule on events. It reads strings; the domain says what is wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.automation.commands.rules import RuleIn
from seawall.domain.automation.rules.ruling import PER_HOUR, TRIGGERS, Then
from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.reasons import CHOICES, REASONS

Options = Sequence[tuple[str, str]]
_TAKEN = ("reason_code", "reason", "assignee", "group", "comment", "audience", "move", "note")
_BETWEEN = re.compile(r"[,\s]+")


def _chosen(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False)


class RuleForm(forms.Form):
    """When, if, then. `offers` are the pairs to choose from, by the name of the field."""

    name = forms.CharField(label=_("Name"), max_length=60)
    triggers = forms.MultipleChoiceField(
        label=_("When"),
        choices=[(word, _(trigger.label)) for word, trigger in TRIGGERS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what sets it off.")},
    )
    condition = _line(
        _("If"), _("A filter as in the inbox, such as priority:1 target:*.example.org.")
    )
    program = _chosen(_("For the reports of"))
    priority = _chosen(_("Rate it"))
    reason_code = forms.ChoiceField(
        label=_("Reason"), choices=[(code.value, _(REASONS[code])) for code in CHOICES]
    )
    reason = _line(_("The reason in a sentence"), _("The reporter reads it."))
    tags = _line(_("Tag it"), _("Names of tags, divided by commas."))
    assignee = _chosen(_("Assign it to"))
    group = _chosen(_("Give it to the group"))
    comment = _chosen(_("Comment with"))
    audience = forms.ChoiceField(
        label=_("Who reads the comment"),
        choices=[("team", _("Team only")), ("participants", _("Reporter and team"))],
    )
    move = _chosen(_("Make the move"))
    note = _chosen(_("Its text"))
    notify = _line(_("Tell"), _("Handles, divided by commas; “assignee” is who works on it."))
    most_per_hour = forms.IntegerField(
        label=_("At most so often in an hour"),
        help_text=_("More often, it is switched off and you are told."),
    )

    def __init__(self, *given: Any, offers: Mapping[str, Options], **options: Any) -> None:
        super().__init__(*given, **options)
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)

    def given(self) -> RuleIn:
        """What the commands take."""
        found = self.cleaned_data
        priority = found["priority"]
        if priority and not priority.isdigit():
            raise Invalid(str(_("A priority is a number from 1 to 5.")), field="priority")
        return RuleIn(
            name=found["name"],
            triggers=tuple(found["triggers"]),
            condition=found["condition"],
            program=found["program"],
            most_per_hour=found["most_per_hour"],
            then=Then(
                priority=int(priority) if priority else None,
                tags=_split(found["tags"]),
                notify=tuple(one.removeprefix("@") for one in _split(found["notify"])),
                **{name: found[name] for name in _TAKEN},
            ),
        )


def initial(rule: RuleIn | None) -> dict[str, Any]:
    """What the form begins with."""
    if rule is None:
        return {"most_per_hour": PER_HOUR, "reason_code": Then().reason_code}
    then = rule.then
    return {
        **then.to_document(),
        "name": rule.name,
        "triggers": list(rule.triggers),
        "condition": rule.condition,
        "program": rule.program,
        "most_per_hour": rule.most_per_hour,
        "priority": str(then.priority or ""),
        "tags": ", ".join(then.tags),
        "notify": ", ".join(then.notify),
    }


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(text) if one))
