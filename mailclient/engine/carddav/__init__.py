"""Address books on servers: CardDAV (RFC 6352), both ways.

Read ``exchange.py`` first: one book and its server brought together. ``dav.py`` asks (over ``transport.https`` alone),
``multistatus.py`` reads answers, ``finding.py`` finds the books of an address, ``applying.py`` takes over what came.
A library would be caldav (its CardDAV is read-only, and it brings lxml and requests, which block) or vdirsyncer's
(an application): neither knows our rows that wait, nor merges.
"""
