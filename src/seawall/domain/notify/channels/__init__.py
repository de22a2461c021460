"""The ways to tell somebody: each makes rows of letters, and stores them with `deliver`."""
