"""The wheel and what is installed with it."""
