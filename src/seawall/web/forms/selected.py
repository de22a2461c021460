"""What is done to several reports at once. The domain says what is wrong with each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.errors import Invalid
from seawall.web.forms.triage import MoveForm


class SelectedForm(MoveForm):
    """One form for every action: `do` is the button that was pressed."""

    move = forms.CharField(required=False)  # type: ignore[assignment]
    assignee = forms.CharField(required=False)
    group = forms.CharField(required=False)
    priority = forms.CharField(required=False)
    tags = forms.CharField(required=False)
    reason_code = forms.CharField(required=False)
    reason = forms.CharField(required=False, strip=False)

    def assignment(self, my_handle: str) -> dict[str, str | None]:
        """To whom to give them; None is nobody. Raises Invalid where nothing was chosen."""
        found = {name: self.cleaned_data[name].strip() for name in ("assignee", "group")}
        chosen = {name: value for name, value in found.items() if value}
        if not chosen:
            raise Invalid(str(_("Choose somebody, or nobody.")), field="assignee")
        names = {"none": None} | ({"me": my_handle} if chosen.get("assignee") == "me" else {})
        return {name: names.get(value, value) for name, value in chosen.items()}

    def rating(self) -> dict[str, Any]:
        """Priority and reason. Raises Invalid where no priority was chosen."""
        found = self.cleaned_data
        if found["priority"] not in {"1", "2", "3", "4", "5"}:
            raise Invalid(str(_("Choose a priority.")), field="priority")
        return {
            "priority": int(found["priority"]),
            "reason_code": found["reason_code"],
            "reason": found["reason"],
        }

    def tag_names(self) -> tuple[str, ...]:
        """Raises Invalid where none was named."""
        names = tuple(self.cleaned_data["tags"].replace(",", " ").split())
        if not names:
            raise Invalid(str(_("Name a tag.")), field="tags")
        return names

    def name_of_move(self, offered: frozenset[str]) -> str:
        """Raises Invalid where none of these was chosen."""
        if self.cleaned_data["move"] not in offered:
            raise Invalid(str(_("Choose what to do.")), field="move")
        return str(self.cleaned_data["move"])
