"""A site whose database, disk, files or clock fail, and that recovers by itself."""
