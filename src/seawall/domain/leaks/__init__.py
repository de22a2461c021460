"""Leaked credentials: a road of their own, apart from reports."""
