"""Every route for every kind of person."""
