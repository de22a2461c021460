"""The ways to tell somebody: each module makes rows of `Told` with `deliver`."""
