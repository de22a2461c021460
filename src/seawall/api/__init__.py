"""The same commands and queries for machines."""
