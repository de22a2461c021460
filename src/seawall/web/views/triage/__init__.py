"""The team's side: the inbox and what is done from it."""
