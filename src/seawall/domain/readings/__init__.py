"""Who read what: every opening of a report leaves an event, some tenths of a second later."""
