"""Messages without I/O: own vectors per module; agreement with other mailers' test data in ``test_agreement.py``."""
