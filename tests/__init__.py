"""The tests; ``unit`` mirrors the package, ``servers`` holds what they talk to."""
