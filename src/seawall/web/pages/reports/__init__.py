"""What the pages of reports show. The team's inbox builds on the same parts."""
