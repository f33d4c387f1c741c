"""The commands, one file each: what is sent, in which states, and which untagged answers belong to it.

A command is a frozen value that may be sent more than once (but those that stream). Read ``command.py`` first.
"""
