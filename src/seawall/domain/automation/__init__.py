"""What a team says and does again and again: canned responses, and rules on events."""
