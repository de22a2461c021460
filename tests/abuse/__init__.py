"""One test per abuse case, named by its id, in one fixture world."""
