"""Long lives, made of steps that nobody planned, against a model that knows only the promises."""
