"""Propose, decide, pay, correct. Money moves only by balanced entries that nothing changes."""

from seawall.domain.rewards.commands.deciding import approve, reject, reverse
from seawall.domain.rewards.commands.paying import record_payout
from seawall.domain.rewards.commands.proposing import decline_reward, propose, propose_for_leak
from seawall.domain.rewards.commands.retests import judge_retest

__all__ = [
    "approve",
    "decline_reward",
    "judge_retest",
    "propose",
    "propose_for_leak",
    "record_payout",
    "reject",
    "reverse",
]
