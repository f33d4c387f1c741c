"""POP3 without a network."""
