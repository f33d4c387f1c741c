"""One part at a time; mirrors the package."""
