"""Users, researchers, organizations and what each may do."""
