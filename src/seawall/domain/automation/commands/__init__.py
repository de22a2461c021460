"""Every write of automation."""
