"""The engine in this process, against real servers and against servers that misbehave."""
