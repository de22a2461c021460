"""Pages of programmes: for everybody, for the invited, for the team."""
