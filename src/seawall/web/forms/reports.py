"""Forms of reports. They read strings and put errors beside fields; the domain decides."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seawall.domain.errors import Invalid
from seawall.domain.reports.queries import FieldView
from seawall.domain.reports.rules.content import FIELDS, LONGEST_TITLE, Content
from seawall.domain.reports.rules.sharing import WHOLE, format_percent, parse_percent
from seawall.domain.reports.rules.workflow import Checklist, MoveInput
from seawall.web.forms.answering import AnsweringForm, RefusableForm, WrittenField

# One more empty row than people is offered, up to what a report can have.
_MOST_ROWS = 10
_PRIORITIES = ("1", "2", "3", "4", "5")
_HANDLE = re.compile(r"[a-z0-9_.-]{1,64}")


def _words(label: Any, help_text: Any = "", *, needed: bool = False, **attrs: str) -> WrittenField:
    return WrittenField(label=label, help_text=help_text, required=needed, attrs=attrs)


class WordsForm(AnsweringForm):
    """The written parts of a report."""

    title = _words(
        _("Title"),
        _("One sentence: where it is and what happens."),
        needed=True,
        maxlength=str(LONGEST_TITLE),
    )
    target_id = _words(_("Target"))
    target = _words(
        _("Exact host, address or app"),
        _("If it is more exact than the list, such as one host of a wildcard."),
        spellcheck="false",
    )
    other_justification = WrittenField(
        label=_("Why this target belongs to the programme"),
        help_text=_("Only for a target that is not listed; the team reads it first."),
        required=False,
        rows=3,
    )
    vrt = _words(_("Vulnerability type"))
    kind = _words(_("Kind"))
    url = _words(
        _("URL or location"),
        _("The whole address. Leave it empty if there is none and describe the place below."),
        spellcheck="false",
        inputmode="url",
        placeholder="https://",
    )
    description = WrittenField(
        label=_("Description"),
        help_text=_("What is wrong, and steps that somebody who has never seen it can repeat."),
        rows=14,
    )
    impact = WrittenField(
        label=_("Impact"), help_text=_("What an attacker could do with it, and to whom."), rows=5
    )

    def content(self) -> Content:
        """The written parts as they were typed or, before a post, as they are stored."""
        given = {name: self.text(name) for name in FIELDS}
        return Content(**given)

    def text(self, name: str) -> str:
        """The value of a field now, posted or initial."""
        value = self[name].value() if name in self.fields else None
        return str(value) if value is not None else ""


class ReviseForm(WordsForm):
    """The words of a report that was sent."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        views: Iterable[FieldView] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.ask(views)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the people who share, as it was typed. `state` says how they answered."""

    handle: str = ""
    share: str = ""
    state: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed here."""
        return not self.handle.strip() and not self.share.strip()


class DraftForm(WordsForm):
    """All seven parts. `people` and `own_share` are shares in percent, as text."""

    cvss = _words(_("CVSS vector"), spellcheck="false")
    cvss4 = _words(_("CVSS 4.0 vector"), spellcheck="false")
    priority = _words(_("Severity as you see it"))
    own_share = _words(_("Your share"), needed=True, inputmode="decimal")
    collaborators = _words(_("Researchers and collaborators"))
    acknowledged = _words(_("Topics that are not covered"))
    attachments = _words(_("Scripts, recordings and other files"))
    accept_terms = forms.CharField(label=_("Terms"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        people: Iterable[PersonRow] = (),
        views: Iterable[FieldView] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.ask(views)
        self._stored = {row.handle: row for row in people}
        self.people = _posted_people(data, self._stored) if data is not None else tuple(people)
        self.acknowledgements = tuple(data.getlist("acknowledged")) if data is not None else ()

    @property
    def vector(self) -> str:
        """The CVSS vector of whichever calculator was used."""
        return self.text("cvss4").strip() or self.text("cvss").strip()

    @property
    def claimed(self) -> int | None:
        """The priority that the reporter chose, where the programme rates by label."""
        text = self.text("priority").strip()
        return int(text) if text in _PRIORITIES else None

    @property
    def rows(self) -> tuple[PersonRow, ...]:
        """The people and one empty line to add somebody."""
        return (*self.people, PersonRow()) if len(self.people) < _MOST_ROWS - 1 else self.people

    @property
    def accepted_version(self) -> int | None:
        """The version of the terms whose box was ticked."""
        text = self.text("accept_terms")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None

    @property
    def expected_version(self) -> int:
        """The save that this page continues."""
        value = self.cleaned_data.get("version") if self.is_bound and self.is_valid() else None
        return value if value is not None else -1

    def shares(self) -> tuple[int, dict[str, int]]:
        """Basis points of the reporter, and of the others by handle.

        Without others the reporter has all. Raises Invalid for what is no share.
        """
        others: dict[str, int] = {}
        for row in self.people:
            handle = row.handle.strip().lower().removeprefix("@")
            if not handle:
                raise Invalid(
                    gettext("Write the handle of everybody who has a share."), field="share"
                )
            if not _HANDLE.fullmatch(handle):
                raise Invalid(gettext("A handle has letters, digits, - and _ only."), field="share")
            if handle in others:
                raise Invalid(gettext("Name everybody once."), field="share")
            others[handle] = parse_percent(row.share)
        if not others:
            return WHOLE, {}
        return parse_percent(self.text("own_share")), others

    def split_evenly(self) -> None:
        """Give everybody the same; what does not divide stays with the reporter."""
        each = WHOLE // (len(self.people) + 1)
        self.people = tuple(
            PersonRow(row.handle, format_percent(each), row.state) for row in self.people
        )
        self.put("own_share", format_percent(WHOLE - each * len(self.people)))

    def remove_person(self, handle: str) -> None:
        """Take somebody out; their share goes back to the reporter."""
        self.people = tuple(row for row in self.people if row.handle != handle)
        try:
            others = sum(parse_percent(row.share) for row in self.people)
        except Invalid:
            return
        self.put("own_share", format_percent(max(WHOLE - others, 0)))

    def put(self, name: str, value: str) -> None:
        """Let a field say something else than what was posted."""
        if self.is_bound:
            # What was posted cannot be changed in place; the copy is what is shown again.
            changed = QueryDict(mutable=True)
            changed.update(self.data)
            changed[name] = value
            self.data = changed
        else:
            self.initial[name] = value

    def renew(self, version: int) -> None:
        """Let the next post of this page continue `version`."""
        self.put("version", str(version))


def _posted_people(data: QueryDict, stored: Mapping[str, PersonRow]) -> tuple[PersonRow, ...]:
    pairs = zip(data.getlist("person"), data.getlist("share"), strict=False)
    rows = (
        PersonRow(handle, share, stored[handle].state if handle in stored else "")
        for handle, share in pairs
    )
    return tuple(row for row in rows if not row.is_blank)[: _MOST_ROWS + 5]


class MoveForm(RefusableForm):
    """A move with what it brings."""

    move = forms.CharField(max_length=40)
    note = forms.CharField(required=False, strip=False)
    original = forms.CharField(required=False, max_length=40)
    known_issue = forms.CharField(required=False, max_length=40)
    rule = forms.CharField(required=False, max_length=100)
    fix = forms.CharField(required=False)
    in_scope = forms.CharField(required=False)
    exploitable = forms.CharField(required=False)
    novel = forms.CharField(required=False)
    checklist = forms.CharField(required=False)

    def given(self) -> MoveInput:
        """What the workflow takes. Without any answer the stored checklist counts."""
        found = self.cleaned_data
        return MoveInput(
            note=found["note"],
            checklist=self.answers(),
            original=found["original"] or None,
            known_issue=found["known_issue"] or None,
            rule=found["rule"] or None,
            fix=found["fix"] or None,
        )

    def answers(self) -> Checklist | None:
        """The three answers; None when none was given."""
        named = {name: self.cleaned_data[name] for name in ("in_scope", "exploitable", "novel")}
        if not any(named.values()):
            return None
        known = {"yes": True, "no": False}
        return Checklist(**{name: known.get(value) for name, value in named.items()})


class CommentForm(RefusableForm):
    """A comment. A reporter's box posts no audience: there is only one."""

    body = forms.CharField(required=False, strip=False)
    audience = forms.CharField(required=False)
