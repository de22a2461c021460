"""Plain rules of automation."""
