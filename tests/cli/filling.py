"""Run inside an empty home: one thing of everything that a backup must bring back, or end."""

import json
import secrets as secret_numbers

from seawall.cli import setup


def fill() -> dict[str, object]:
    """A report with a file, an approved award, secrets that were taken out, and open doors; gives a
    token, a link and the secrets.
    """
    from seawall.domain.jobs_queue import worker
    from seawall.domain.reports import commands
    from tests.factories import accounts, leaks, programs, rewards, secrets

    org = accounts.organization("harbour")
    program = programs.program(org, slug="harbour-shop")
    target = "https://api.shop.example/v1/orders"
    rita = accounts.person("rita")
    report = rewards.rewarded_report(program, reporter=rita, title="canary-title", target=target)
    commands.attach_bytes(
        report.public_id, name="proof.txt", content=b"canary-evidence", actor=accounts.actor(rita)
    )
    rewards.award("approved", report=report)
    hidden = [secret for _kind, secret in secrets.tokens(12, seed=secret_numbers.randbelow(9**9))]
    for secret in hidden[:8]:
        commands.comment(
            report.public_id, body=f"See {secret}", audience="team",
            actor=rewards.proposer(report),
        )  # fmt: skip
    leaks.leak(program=program, keys="\n".join(hidden[8:]), notes=hidden[8])
    accounts.session(rita)
    accounts.invitation(org)
    programs.program_invitation(programs.program(org, slug="hidden", visibility="private"))
    token = accounts.api_token(rita)[0]
    link = accounts.one_time_link(rita)[0]
    worker.settle()
    return {"token": token, "link": link, "secrets": hidden}


if __name__ == "__main__":
    setup.start_django()
    setup.migrate()
    print(json.dumps(fill()))  # noqa: T201
