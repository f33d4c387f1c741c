"""From an address to its servers: what is known, what the provider tells, what DNS says, what answers.

    discover.py        all steps beside each other, judged in order of trust; read it first
    address.py         the address taken apart; its domain as DNS writes it
    provider_list.py   what this program knows of large providers (resources/providers.json)
    autoconfig.py      the XML in which providers describe their servers
    mail_domain.py     which domain a mail exchanger belongs to
    service_records.py SRV records of RFC 6186 and RFC 8314
    probe.py           the usual host names tried

Nobody is asked but the domain's own hosts and its name servers, and no password is sent anywhere. May import mail,
transport, and of the engine nothing.
"""
