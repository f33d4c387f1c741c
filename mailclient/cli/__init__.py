"""The command line: beside the window, over the same bridge and the same reader, without Qt.

Verbs that only read use the store; those that change something are handed to the engine, the running window's or one
of their own. May import mail, bridge, mime, language, profile and of the store only its reader. Read ``main.py``
first; each verb is one file of ``verbs/``. What users see of it is written in ``docs/command-line.md``.
"""
