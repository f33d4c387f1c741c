"""From an address to its servers: what is known, what the provider tells, what DNS says, what answers.

    discover.py         all steps beside each other, judged in order of trust; read it first
    address.py          the address taken apart; its domain as DNS writes it
    autoconfig.py       the XML in which providers describe their servers
    autoconfig_host.py  where it is fetched, by HTTPS only
    xml_tree.py         XML from strangers
    mail_domain.py      which domain a mail exchanger belongs to
    srv_records.py      SRV records of RFC 6186 and RFC 8314
    probe.py            the usual host names tried

What this program knows of large providers itself is in ``mailclient/known_providers.py``. Nobody is asked but the
domain's own hosts, the provider that takes its mail and name servers, and no password is sent anywhere. May import
mail, transport, and of ``accounts`` the beginnings of a session.
"""
