"""One module per subject; a view is decorators, form, one command or page, response."""
