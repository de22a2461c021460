"""Pages and answers of reports, by what somebody does."""
