"""Messages without I/O: own vectors per module; agreement with other mailers' test data in
``test_agreement.py`` (bodies) and ``test_header_agreement.py`` (header values).
"""
