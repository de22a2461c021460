"""What is true of every award, without a database."""
