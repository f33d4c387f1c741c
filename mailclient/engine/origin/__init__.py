"""Who sent it: whose word an account believes, and signatures checked here with keys from DNS.

    learning.py   the receiving server of an account, from the headers of its inbox
    keys.py       DKIM keys and DMARC policies from DNS
    checking.py   the signatures of one message
    origins.py    when either is done

What a header says is read by ``mime.origin`` when the text is; what follows from it is ``mail.weighing``. Read
``origins.py`` first.
"""
