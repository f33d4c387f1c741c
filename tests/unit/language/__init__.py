"""What people read: complete in each language, and worded for people."""
