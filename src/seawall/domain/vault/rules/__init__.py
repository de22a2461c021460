"""What is a secret, and what is written in its place. Plain Python."""
