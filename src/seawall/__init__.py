"""Seawall: a self-hosted bug bounty and vulnerability disclosure platform."""
