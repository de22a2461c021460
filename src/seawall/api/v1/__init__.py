"""Version 1, typed in and out."""
