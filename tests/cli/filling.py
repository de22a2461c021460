"""Run inside an empty home: one thing of everything that a backup must bring back, or end."""

import json

from seawall.cli import setup


def fill() -> dict[str, str]:
    """A report with a file, an approved award, and open doors; gives a token and a link."""
    from seawall.domain.jobs_queue import worker
    from seawall.domain.reports import commands
    from tests.factories import accounts, programs, rewards

    org = accounts.organization("harbour")
    program = programs.program(org, slug="harbour-shop")
    target = "https://api.shop.example/v1/orders"
    rita = accounts.person("rita")
    report = rewards.rewarded_report(program, reporter=rita, title="canary-title", target=target)
    commands.attach_bytes(
        report.public_id, name="proof.txt", content=b"canary-evidence", actor=accounts.actor(rita)
    )
    rewards.award("approved", report=report)
    accounts.session(rita)
    accounts.invitation(org)
    programs.program_invitation(programs.program(org, slug="hidden", visibility="private"))
    token = accounts.api_token(rita)[0]
    link = accounts.one_time_link(rita)[0]
    worker.settle()
    return {"token": token, "link": link}


if __name__ == "__main__":
    setup.start_django()
    setup.migrate()
    print(json.dumps(fill()))  # noqa: T201
