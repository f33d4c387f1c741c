"""Streams against scripted servers and in memory."""
