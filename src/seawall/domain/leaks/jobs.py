"""Messages to revocation systems, when they are due."""

from seawall.domain.jobs_queue.tasks import duty, task
from seawall.domain.leaks import commands
from seawall.domain.leaks.commands import messaging


@task("leaks.send_message", queue="slow", max_attempts=1)
def send_message(message_id: int) -> None:
    """One message."""
    commands.send_message(message_id)


@duty("leak messages", every_seconds=10.0, rank=70)
def enqueue_messages() -> int:
    """Have each message sent that is due. Returns how many were found."""
    return sum(
        send_message.enqueue(pk, unique_key=f"leak-message:{pk}") is not None
        for pk in messaging.due_messages()
    )
