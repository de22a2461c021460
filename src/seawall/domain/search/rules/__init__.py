"""How texts are read, compared and weighed; plain Python."""
