"""Sealed secrets: found before anything is stored, replaced, and shown only with a reason."""
