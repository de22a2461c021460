"""Every write to a leaked credential."""

from seawall.domain.leaks.commands.handling import comment, move, reveal_credential
from seawall.domain.leaks.commands.messaging import send_message
from seawall.domain.leaks.commands.returning import comment_by_link
from seawall.domain.leaks.commands.rewarding import note_reward, take_back_reward, without_secrets
from seawall.domain.leaks.commands.sending import Sent, send
from seawall.domain.leaks.commands.settings import check_address, set_intake

__all__ = [
    "Sent",
    "check_address",
    "comment",
    "comment_by_link",
    "move",
    "note_reward",
    "reveal_credential",
    "send",
    "send_message",
    "set_intake",
    "take_back_reward",
    "without_secrets",
]
