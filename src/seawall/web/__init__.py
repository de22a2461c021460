"""Pages for people: translate, ask once, translate back."""
