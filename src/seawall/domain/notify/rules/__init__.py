"""Who is told what, by plain tables."""
