"""What the brief says of a report that is being written: scope, topics, reward, what is missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import DomainError, in_their_language
from seawall.domain.programs import queries as programs
from seawall.domain.programs.queries import TemplateView, templating
from seawall.domain.programs.rules import excluding, rewards, scope
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.programs.rules.excluding import ExclusionMatch
from seawall.domain.programs.rules.scope import ScopeAnswer
from seawall.domain.reports import queries
from seawall.domain.reports.queries import AttachmentView, PinnedBrief, Screened
from seawall.domain.reports.rules.content import is_address
from seawall.domain.reports.rules.sharing import WHOLE
from seawall.domain.reports.rules.workflow import State
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules import cvss, vrt
from seawall.web.forms.reports import DraftForm
from seawall.web.pages.reports import wording


@dataclass(frozen=True, slots=True)
class Place:
    """What the brief says of one target or address. `answer` is in, out or unknown."""

    answer: str
    why: str
    rule: str
    brief_version: int
    reward: str
    instruction: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that the brief does not take and that the report seems to be about.

    `route_url` leads to where it belongs; empty with `route_text` where it belongs nowhere.
    """

    id: str
    title: str
    text: str
    why: str
    route_text: str
    route_url: str
    is_acknowledged: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What follows from the chosen type. `priority` None: it varies and triage decides.

    `template_id` names words of the programme for it, which `insert_url` puts into the draft.
    """

    is_chosen: bool
    refusal: str
    priority: int | None
    reward: str
    cwe: tuple[tuple[str, str], ...]
    template_id: str = ""
    insert_url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the seven parts. `state` is done, missing, wrong or optional; `text` says what."""

    anchor: str
    label: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """A CVSS vector that was read, or why it cannot be."""

    score: str
    level: str
    vector: str
    error: str


@dataclass(frozen=True, slots=True)
class Screening:
    """`reward` is for the present choice of target and type."""

    public_id: str
    place: Place | None
    location: Place | None
    topics: tuple[Topic, ...]
    suggestion: Suggestion
    parts: tuple[Part, ...]
    reward: str
    priority: int | None
    score: Score | None

    @property
    def missing(self) -> int:
        """How many parts still keep the report from being sent."""
        return sum(part.state in ("missing", "wrong") for part in self.parts)


def screening(
    judge: PinnedBrief,
    release: vrt.Release,
    form: DraftForm,
    files: Collection[AttachmentView],
    public_id: str,
) -> Screening:
    """Read what stands in the form by the brief in force. Asks the database nothing."""
    content = form.content()
    found = queries.screen(judge, release, content, vector=form.vector, claimed=form.claimed)
    suggestion = _suggestion(judge.brief, release, found.content.vrt, found.content.target_id)
    return Screening(
        public_id=public_id,
        place=_place(judge.brief, found.answer),
        location=_location(judge, content.url.strip()),
        topics=tuple(_topic(match, form.acknowledgements) for match in found.exclusions),
        suggestion=suggestion,
        parts=_parts(found, form, len(files)),
        reward=_reward(judge.brief, found),
        priority=found.priority,
        score=score(form.vector) if form.vector else None,
    )


def suggestion(actor: Actor, vrt_id: str, public_id: str, target_id: str) -> Suggestion:
    """What follows from a type, for the draft's programme where one is named and seen."""
    release = taxonomy.release()
    if not public_id:
        return _suggestion(None, release, vrt_id, target_id)
    report = queries.thread(actor, public_id)
    program = programs.program(actor, report.row.program)
    found = _suggestion(program.brief, release, vrt_id, target_id)
    if not program.has_templates or report.row.state is not State.DRAFT:
        return found
    return with_template(found, programs.templates(actor, program.slug), vrt_id, public_id)


def with_template(
    found: Suggestion, offered: Iterable[TemplateView], vrt_id: str, public_id: str
) -> Suggestion:
    """The same with what the programme has for this type, to be put into the draft."""
    nearest = templating.nearest(offered, vrt_id) if found.is_chosen else None
    if nearest is None or not nearest.vrt:
        return found
    url = reverse("report-edit", args=[public_id])
    return replace(found, template_id=nearest.public_id, insert_url=url)


def score(vector: str) -> Score:
    """The score of a vector, or the sentence that says what is wrong with it."""
    try:
        found = cvss.parse(vector)
    except DomainError as error:
        return Score("", "", vector, error.message)
    return Score(str(found.score), str(found.rating), found.vector, "")


def _suggestion(
    brief: Brief | None, release: vrt.Release, vrt_id: str, target_id: str
) -> Suggestion:
    node = release.get(vrt_id) if vrt_id else None
    if node is None:
        return Suggestion(is_chosen=False, refusal="", priority=None, reward="", cwe=())
    refusal = excluding.disabled_weakness(brief, node.id) if brief else None
    suggested = vrt.suggested_priority(node)
    target = brief.target(target_id) if brief else None
    if suggested is not None:
        suggested = rewards.capped_priority(suggested, target)
    reward = None
    if brief is not None and suggested is not None:
        reward = rewards.reward_range(
            brief, priority=suggested, target_id=target.id if target else None
        )
    return Suggestion(
        is_chosen=True,
        refusal=refusal or "",
        priority=suggested,
        reward=wording.reward(reward),
        cwe=tuple((each, vrt.cwe_name(each)) for each in node.cwe),
    )


def _place(brief: Brief, answer: ScopeAnswer | None) -> Place | None:
    if answer is None:
        return None
    target = brief.target(answer.target_id) if answer.target_id else None
    blocked = answer.answer == scope.Answer.IN and not answer.eligible_for_submission
    return Place(
        answer="out" if blocked else str(answer.answer),
        why=in_their_language(answer.why),
        rule=answer.rule or "",
        brief_version=answer.brief_version,
        reward=wording.reward(answer.reward),
        instruction=target.instruction if target else "",
    )


def _location(judge: PinnedBrief, url: str) -> Place | None:
    """What the brief says of the address; None where there is none that can be read."""
    if not url or not is_address(url):
        return None
    try:
        return _place(judge.brief, scope.check(judge.brief, url, brief_version=judge.version))
    except DomainError:
        return None


def _topic(match: ExclusionMatch, acknowledged: Iterable[str]) -> Topic:
    route = match.exclusion.route
    return Topic(
        id=match.exclusion.id,
        title=match.exclusion.title,
        text=match.exclusion.text,
        why=in_their_language(match.why),
        route_text=route.text if route else "",
        route_url=route.url if route else "",
        is_acknowledged=match.exclusion.id in acknowledged,
    )


def _reward(brief: Brief, found: Screened) -> str:
    target = brief.target(found.content.target_id)
    if found.priority is None:
        return wording.reward(found.answer.reward if found.answer else None)
    return wording.reward(
        rewards.reward_range(
            brief, priority=found.priority, target_id=target.id if target else None
        )
    )


def _parts(found: Screened, form: DraftForm, files: int) -> tuple[Part, ...]:
    wrong = dict(found.problems)
    content = found.content
    written = {
        "title": content.title,
        "target": content.target,
        "other_justification": content.other_justification,
        "vrt": content.vrt,
        "kind": content.kind,
        "cvss": form.vector,
        "url": content.url,
        "description": content.description,
        "impact": content.impact,
    }
    seven = (
        ("title", _("Title"), ("title",)),
        ("target_id", _("Target"), ("target", "other_justification")),
        ("vrt", _("Vulnerability type"), ("vrt", "kind", "cvss")),
        ("url", _("URL or location"), ("url",)),
        ("description", _("Description and impact"), ("description", "impact")),
    )
    parts = [_part(anchor, label, names, wrong, written) for anchor, label, names in seven]
    parts += _answers(form)
    attached = _("%(n)s added") % {"n": files} if files else _("none")
    parts.append(Part("attachments", _("Files"), "done" if files else "optional", attached))
    parts.append(_people(form))
    return tuple(parts)


def _part(
    anchor: str,
    label: str,
    names: tuple[str, ...],
    wrong: Mapping[str, str],
    written: Mapping[str, str],
) -> Part:
    for name in names:
        if name in wrong:
            state = "wrong" if written.get(name, "").strip() else "missing"
            return Part(_ANCHORS.get(name, name), label, state, wrong[name])
    if not any(written[name].strip() for name in names):
        return Part(anchor, label, "optional", _("none"))
    return Part(anchor, label, "done", "")


def _answers(form: DraftForm) -> list[Part]:
    """What the programme asks beside the usual parts, as one part."""
    if not form.specs:
        return []
    label, wrong = _("Questions of the programme"), form.wrong_answers()
    first = next(iter(wrong), form.specs[0].key)
    if not wrong:
        return [Part(first, label, "done", "")]
    state = "wrong" if form.text(first).strip() not in ("", "False") else "missing"
    return [Part(first, label, state, in_their_language(wrong[first]))]


_ANCHORS = {"target": "target_id"}


def _people(form: DraftForm) -> Part:
    label = _("Researchers")
    if not form.people:
        return Part("collaborators", label, "done", _("you alone"))
    try:
        own, others = form.shares()
    except DomainError as error:
        return Part("collaborators", label, "wrong", error.message)
    if own + sum(others.values()) != WHOLE:
        return Part("collaborators", label, "wrong", _("Shares must sum to exactly 100 %."))
    return Part("collaborators", label, "done", "")
