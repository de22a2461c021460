"""The three programmes of the demo: the reference programme, a disclosure one, a private one."""

from typing import Any

from seawall.domain.programs.rules import brief as briefs

NOTE = (
    "**This is a demonstration.** The programme is modelled on the bug bounty programme that "
    "OpenAI announced on 11 April 2023. It is not run by OpenAI, and nothing sent here reaches "
    "them.\n\n"
)
FORM = "https://openai.com/form/model-behavior-feedback"
ROUTE = {"text": "Use the model behaviour feedback form.", "url": FORM}


def reference() -> dict[str, Any]:
    """The reference programme: targets, exclusions, table, rules and safe harbour."""
    return {
        **_base(currency="USD"),
        "summary": "Help us keep our products and APIs safe. $200 to $6,500, up to $20,000.",
        "text": NOTE
        + "Security researchers, ethical hackers and enthusiasts are invited to find and "
        "report vulnerabilities in our systems. Submissions are acknowledged promptly, validated "
        "findings are remedied promptly, and unique findings that lead to a change of code or "
        "configuration are credited in public.\n\n"
        "A finding must be in one of our systems, exploitable and new.\n\n"
        "## API keys\n\nNever send an API key in a report. Keys found in public places have a form "
        "of their own.",
        "report_kinds": ["security", "functionality", "performance", "documentation"],
        "groups": [
            {"id": "core", "name": "API and ChatGPT"},
            {"id": "sites", "name": "Web sites and research organisation"},
            {"id": "third", "name": "Third-party targets"},
        ],
        "targets": [
            _target("t1", "api", "api.openai.com", "core", "The API and everything it serves."),
            _target("t2", "domain", "chatgpt.com", "core", "ChatGPT, plugins included."),
            _target("t3", "domain", "platform.openai.com", "core", "Platform and playground."),
            _target("t4", "android", "com.openai.chatgpt", "core", "ChatGPT for Android."),
            _target("t5", "ios", "6448311069", "core", "ChatGPT for iOS."),
            _target("t6", "domain", "openai.com", "sites", ""),
            _target("t7", "wildcard", "*.openai.com", "sites", "Hosts that no other entry names."),
            _target("t8", "domain", "openai.org", "sites", "The research organisation."),
            _target("t9", "wildcard", "*.openai.org", "sites", ""),
            _target("t10", "other", "Third-party services that we use", "third",
                    "Only where our configuration is at fault. Never test the third party.",
                    maximum_priority=2),
            _target("t11", "other", "API keys found in public", "third",
                    "Through the key form only, never in a report.",
                    eligible_for_submission=False, eligible_for_reward=False),
            {"id": "t12", "kind": "domain", "identifier": "community.openai.com", "in_scope": False,
             "instruction": "Run by a provider under its own programme."},
            {"id": "t13", "kind": "domain", "identifier": "third-party.openai.com",
             "in_scope": False, "instruction": "Systems of third parties are theirs to test."},
        ],
        "exclusions": _exclusions(),
        "rewards": [
            *_rows("core", (300000, 650000), (100000, 300000), (50000, 100000), (20000, 50000)),
            *_rows(None, (200000, 500000), (75000, 200000), (35000, 75000), (20000, 35000)),
        ],
        "program_maximum_minor": 2000000,
    }  # fmt: skip


def disclosure_only() -> dict[str, Any]:
    """A transit operator that thanks and does not pay."""
    return {
        **_base(currency="EUR"),
        "summary": "Tell us about weaknesses in timetables, tickets, machines. We thank you.",
        "text": "We run buses and ferries. Nobody is paid here; everybody is answered.",
        "report_kinds": ["security"],
        "groups": [],
        "targets": [
            {"id": "t1", "kind": "domain", "identifier": "tidewater.example"},
            {"id": "t2", "kind": "wildcard", "identifier": "*.tidewater.example"},
            {"id": "t3", "kind": "hardware", "identifier": "Ticket machine, series 4",
             "instruction": "Look, do not open. Never keep others from buying a ticket."},
            {"id": "t4", "kind": "domain", "identifier": "jobs.tidewater.example",
             "in_scope": False},
        ],
        "exclusions": [],
        "rewards": [],
        "program_maximum_minor": None,
        "severity_mode": "label",
    }  # fmt: skip


def private() -> dict[str, Any]:
    """A payment company that invites researchers it knows."""
    return {
        **_base(currency="EUR"),
        "summary": "Payments, cards and statements. By invitation.",
        "text": "You were invited because of earlier good work. Use the sandbox accounts.",
        "report_kinds": ["security"],
        "groups": [{"id": "money", "name": "Money moves here"}],
        "targets": [
            {"id": "t1", "kind": "api", "identifier": "api.lantern.example", "group": "money"},
            {"id": "t2", "kind": "domain", "identifier": "app.lantern.example"},
            {"id": "t3", "kind": "ip_range", "identifier": "203.0.113.0/28",
             "instruction": "Between 20:00 and 06:00 UTC."},
            {"id": "t4", "kind": "domain", "identifier": "www.lantern.example", "in_scope": False},
        ],
        "exclusions": [],
        "rewards": [
            *_rows("money", (500000, 1000000), (250000, 500000), (100000, 250000), (25000, 100000)),
            *_rows(None, (300000, 600000), (150000, 350000), (50000, 150000), (10000, 50000)),
        ],
        "program_maximum_minor": 1500000,
    }  # fmt: skip


def _base(*, currency: str) -> dict[str, Any]:
    document = briefs.to_document(briefs.empty(currency=currency, time_zone="UTC"))
    document["rules"] = {
        "requests_per_second": 5,
        "header_name": "X-Bug-Bounty",
        "header_value_hint": "your handle",
        "user_agent_hint": "",
        "accounts": "Use your own accounts. Registering with your alias address is encouraged.",
        "automation": "limited",
        "alias_required": False,
        "no_reimbursement": True,
        "other": [
            "Stop and report at once when you meet data of others.",
            "Purchases and upgrades made while testing are not paid back.",
        ],
    }
    document["disclosure"] = {
        "mode": "none",
        "days": None,
        "text": "What you report stays confidential after it was sent.",
    }
    document["clock_targets"] = {
        "first_response_days": 1,
        "triage_days": 5,
        "reward_days": 10,
        "resolution_days_by_priority": {"1": 14, "2": 30, "3": 60, "4": 90, "5": None},
    }
    return document


def _target(
    id: str,  # noqa: A002  # the document's own word
    kind: str,
    identifier: str,
    group: str,
    instruction: str,
    **more: Any,
) -> dict[str, Any]:
    return {"id": id, "kind": kind, "identifier": identifier, "group": group} | (
        {"instruction": instruction} | more
    )


def _exclusions() -> list[dict[str, Any]]:
    return [
        {"id": "X1", "title": "Model safety", "route": ROUTE,
         "text": "What a model says or refuses to say is no vulnerability of a system.",
         "keywords": ["model safety", "bad things", "wrong date"]},
        {"id": "X2", "title": "Jailbreaks and safety bypasses", "route": ROUTE,
         "text": "Getting around a model's instructions, for example by role play.",
         "keywords": ["jailbreak", "DAN prompt", "role play"]},
        {"id": "X3", "title": "Malicious code written by the model", "route": ROUTE,
         "text": "Getting the model to write or to pretend to run harmful code.",
         "keywords": ["write malicious code", "malware code"]},
        {"id": "X4", "title": "Content of prompts and responses", "route": ROUTE,
         "text": "Offensive or unwanted content in answers.",
         "keywords": ["content of the response", "offensive answer"]},
        {"id": "X5", "title": "Hallucinations", "route": ROUTE,
         "text": "Invented facts, pretended actions, made-up secrets.",
         "keywords": ["hallucination", "hallucinates", "invented facts"]},
        {"id": "X6", "title": "Denial of service and load tests",
         "text": "Never make a service slow for others.",
         "keywords": ["load test", "denial of service", "ddos"],
         "vrt_ids": ["application_level_denial_of_service_dos"]},
        {"id": "X7", "title": "API keys", "keywords": ["leaked api key", "exposed api key"],
         "text": "Keys never go into a report.",
         "route": {"text": "Use the form for keys.", "url": "https://openai.com/form/report-api-key"}},
        {"id": "X8", "title": "Social engineering and physical attacks",
         "text": "People and buildings are off limits.", "keywords": ["phishing employees"]},
    ]  # fmt: skip


def _rows(group: str | None, *ranges: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        {
            "group": group,
            "priority": priority,
            "minimum_minor": minimum,
            "maximum_minor": maximum,
            "up_to": False,
        }
        for priority, (minimum, maximum) in enumerate(ranges, 1)
    ]
