"""The filter box, wherever it stands."""
