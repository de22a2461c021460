"""Plain forms: parse and validate strings; never save."""
