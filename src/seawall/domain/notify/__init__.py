"""Telling people; follows the log."""
