"""The tree over the log and what a leaf holds: plain Python."""
