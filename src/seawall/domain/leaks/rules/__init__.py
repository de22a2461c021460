"""What a leaked credential goes through, and what is told of it. Plain Python."""
