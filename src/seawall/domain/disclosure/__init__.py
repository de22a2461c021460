"""What the public learns: the halls of fame."""
