"""What the log says of one report, and what many reports say of a programme."""
