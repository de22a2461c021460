"""What people type about programmes: plain forms, and the sections of the brief's editor."""
