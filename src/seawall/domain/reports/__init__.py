"""Reports: writing, triage, conversation, clocks."""
