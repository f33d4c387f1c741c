"""User → server: each of the user's actions, durable before it is acknowledged, replayed in order when online.

One file per operation: how it is accepted (its row and its effect on what is shown), how it is run on the server, and
how it is known to be done already when it is run a second time (the connection or the process died during the first).

    intake.py           commands → rows; read it first
    runner.py           rows → the IMAP server, in the order of the user's actions
    submission_lane.py  messages to send → the submission server, independent of IMAP
    undo.py  retry.py   taking back, trying again
    derived.py          ids of operations that follow from others
    located.py          where the messages of an operation are on the server now
    handing_over.py     messages that another account on this computer has meanwhile

Never plain EXPUNGE; COPY, MOVE and APPEND are looked for before they are done a second time.
"""
