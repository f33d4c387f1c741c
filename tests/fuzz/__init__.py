"""Programs that look for inputs which break us, as long as they are let; what they find becomes a small test."""
