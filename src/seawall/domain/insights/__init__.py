"""Figures across subjects, all of which the log can give again."""
