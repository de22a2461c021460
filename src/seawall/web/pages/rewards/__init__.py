"""What the pages of awards, statements and ledgers show."""
