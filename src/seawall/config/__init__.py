"""Wires everything together: may import all, is imported by nobody."""
