"""Finding: reports that resemble one another, and what the installation has learnt."""
