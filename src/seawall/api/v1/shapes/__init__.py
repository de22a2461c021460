"""What goes in and out, typed, part by part. Names are public and never change within v1."""
