"""What the pages of programmes show."""
