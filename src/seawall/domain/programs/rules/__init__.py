"""Plain rules of a programme: its brief, scope, exclusions, rewards and life cycle."""
