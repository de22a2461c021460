"""Everything Seawall knows and decides. No HTTP in here."""
