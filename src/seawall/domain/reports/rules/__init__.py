"""What is true of every report, without a database."""
