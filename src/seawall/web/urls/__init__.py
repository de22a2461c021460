"""Routes per subject."""
