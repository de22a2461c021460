"""Awards, the ledger and payouts."""
