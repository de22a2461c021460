"""Every write to a report, by the part of its life."""
