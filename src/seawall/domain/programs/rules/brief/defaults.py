"""What a new programme starts from: a safe harbor that is full, and exclusions worth having."""

from seawall.domain.programs.rules.brief.values import (
    Automation,
    Brief,
    ClockTargets,
    DisclosureMode,
    DisclosurePolicy,
    Exclusion,
    ReportKind,
    RulesOfEngagement,
    SafeHarbor,
    SeverityMode,
)

SAFE_HARBOR_STATEMENT = """\
**What good-faith research is.** You look for a vulnerability in order to have it fixed, you avoid \
harm to people, data and availability, you use no more access than is needed to show the problem, \
and you report it to us without delay. When you make an honest effort to follow this brief, your \
research is good-faith research, also if you make a mistake by accident.

**You are authorized.** We consider good-faith research under this brief to be authorized under \
the laws against unauthorized access to computer systems, and we will not claim otherwise.

**Technical measures.** We make no claim against you for getting around technical protection \
measures where your good-faith research needed it.

**Terms of use.** Where our terms of service or acceptable use policy would forbid research that \
this brief permits, we waive them for that research.

**No legal action.** We will not start or support legal action against you for good-faith \
research, and we will not report you to the authorities for it. If somebody else takes action \
against you, we will say, to them and publicly if you wish, that you acted with our authorization.

**When in doubt, ask first.** If you are not sure whether something is permitted, ask us before \
you go on. A question never counts against you.

**What we cannot promise.** We can speak only for ourselves. We have no power over third parties, \
and this statement does not bind them.

This safe harbor applies by itself to everyone who acts in good faith. We will not decide on our \
own that you lost it. What was protected when you did it stays protected if this text changes."""

DEFAULT_TERMS = """\
- I followed this brief and its rules of engagement, and the report describes what I found myself \
or together with the collaborators I name.
- I keep what I found confidential as the disclosure policy of this brief says.
- I kept no more data of others than was needed to show the problem, and I will delete it when the \
report is closed.
- What I spent on accounts, subscriptions or equipment while testing is not paid back."""

DEFAULT_DUPLICATES_POLICY = """\
The first report that lets us reproduce a problem counts. A later report of the same cause is \
closed as a duplicate of it, and its reporter learns when the first one came in and what state it \
is in."""

DEFAULT_EXCLUSIONS = (
    Exclusion(
        id="X1",
        title="Denial of service and load tests",
        text="Do not try to make a service slow or unavailable. If you see that one request can "
        "do it, report the reasoning without carrying it out.",
        keywords=("denial of service", "ddos", "flooding", "stress test"),
        vrt_ids=("application_level_denial_of_service_dos",),
    ),
    Exclusion(
        id="X2",
        title="Social engineering and physical access",
        text="Phishing, calls or messages to staff, customers or suppliers, and entering "
        "buildings are never part of the research.",
        keywords=("phishing", "social engineering", "vishing", "tailgating"),
        vrt_ids=("physical_security_issues",),
    ),
    Exclusion(
        id="X3",
        title="Scanner output without a demonstrated effect",
        text="A tool's finding is a start. Show what an attacker gains from it on our systems.",
        keywords=("nessus report", "scanner output", "automated scan"),
    ),
    Exclusion(
        id="X4",
        title="Missing headers and cookie flags without an exploit",
        text="A header or flag that is absent counts only together with a working attack that it "
        "would have stopped.",
        keywords=("missing security header", "x-frame-options", "missing hsts", "httponly flag"),
        vrt_ids=("server_security_misconfiguration.lack_of_security_headers",),
    ),
    Exclusion(
        id="X5",
        title="E-mail sender policies",
        text="Records such as SPF, DKIM and DMARC that are absent or could be stricter.",
        keywords=("spf record", "dmarc", "dkim"),
        vrt_ids=("server_security_misconfiguration.mail_server_misconfiguration",),
    ),
    Exclusion(
        id="X6",
        title="Software with a known vulnerability, patched less than 30 days ago",
        text="We need time to roll out updates. After 30 days, or with an exploit that works "
        "against us, such a report is welcome.",
        keywords=("outdated version", "known cve", "banner disclosure"),
        vrt_ids=("using_components_with_known_vulnerabilities",),
    ),
    Exclusion(
        id="X7",
        title="Clickjacking where no action can be triggered",
        text="Framing a page matters only if a click on it changes something of value.",
        keywords=("clickjacking", "ui redressing"),
        vrt_ids=("server_security_misconfiguration.clickjacking",),
    ),
    Exclusion(
        id="X8",
        title="What affects only the person who does it",
        text="Self-inflicted script injection, attacks that need a rooted or already compromised "
        "device, and browsers that are no longer supported.",
        keywords=("self-xss", "self xss", "rooted device", "jailbroken device"),
        vrt_ids=("cross_site_scripting_xss.stored.self",),
    ),
    Exclusion(
        id="X9",
        title="Rate limits and enumeration of low consequence",
        text="Missing limits on forms that reveal or change nothing of value, and learning "
        "whether an address has an account.",
        keywords=("no rate limit", "missing rate limit", "username enumeration"),
        vrt_ids=("server_security_misconfiguration.no_rate_limiting_on_form",),
    ),
)


def empty(*, currency: str = "USD", time_zone: str = "UTC") -> Brief:
    """A brief to start from. It has no targets and no text, so it cannot be published yet."""
    return Brief(
        summary="",
        text="",
        report_kinds=(ReportKind.SECURITY,),
        groups=(),
        targets=(),
        exclusions=DEFAULT_EXCLUSIONS,
        rewards=(),
        currency=currency,
        program_maximum_minor=None,
        rules=RulesOfEngagement(
            accounts="Use only accounts that you made yourself or that we gave you.",
            automation=Automation.LIMITED,
            other=(
                "Stop and tell us as soon as you see data of other people.",
                "Do not change or delete what is not yours.",
            ),
        ),
        safe_harbor=SafeHarbor(
            statement=SAFE_HARBOR_STATEMENT,
            authorized=True,
            anti_circumvention_exemption=True,
            terms_exemption=True,
            good_faith=True,
            promise_not_to_pursue=True,
        ),
        disclosure=DisclosurePolicy(
            mode=DisclosureMode.COORDINATED,
            days=90,
            text="Reports may be published once the problem is fixed and both sides agree.",
        ),
        terms=DEFAULT_TERMS,
        severity_mode=SeverityMode.CVSS,
        disabled_weaknesses=(),
        clock_targets=ClockTargets(
            first_response_days=3,
            triage_days=7,
            reward_days=10,
            resolution_days_by_priority=(14, 30, 60, 90, None),
        ),
        time_zone=time_zone,
        duplicates_policy=DEFAULT_DUPLICATES_POLICY,
    )
