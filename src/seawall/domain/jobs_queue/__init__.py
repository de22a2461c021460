"""Background work: a table of jobs, claimed with a lease and a fencing number."""
