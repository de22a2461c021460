"""What the team's pages show: the inbox, a report in it, and the forms that act on one."""
