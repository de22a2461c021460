"""Programmes, their versioned briefs, scope and reward tables."""
