"""What a page shows: one frozen dataclass per page."""
