"""SMTP submission without a network."""
