"""What an authority may speak for: name constraints on addresses and directory names (RFC 5280 §4.2.1.10)."""

from collections.abc import Iterable

from cryptography import x509

from mailclient.crypto.smime.certificate import Certificate


def permits(issuer: Certificate, below: Certificate) -> bool:
    """Whether nothing that ``issuer`` excludes, or leaves out of what it permits, is named by ``below``."""
    constraints = issuer.extension(x509.NameConstraints)
    if constraints is None:
        return True
    excluded = constraints.excluded_subtrees or ()
    permitted = constraints.permitted_subtrees or ()
    return _permits_addresses(below.addresses, permitted, excluded) and _permits_name(
        below.x509.subject, permitted, excluded
    )


def _permits_addresses(
    addresses: tuple[str, ...], permitted: Iterable[x509.GeneralName], excluded: Iterable[x509.GeneralName]
) -> bool:
    allowed = [name.value.lower() for name in permitted if isinstance(name, x509.RFC822Name)]
    refused = [name.value.lower() for name in excluded if isinstance(name, x509.RFC822Name)]
    return all(
        not any(_address_within(address, tree) for tree in refused)
        and (not allowed or any(_address_within(address, tree) for tree in allowed))
        for address in addresses
    )


def _address_within(address: str, tree: str) -> bool:
    """``tree``: a mailbox, a host, or (with a leading dot) everything below a domain."""
    domain = address.rpartition("@")[2]
    if "@" in tree:
        return address == tree
    return domain.endswith(tree) if tree.startswith(".") else domain == tree


def _permits_name(
    subject: x509.Name, permitted: Iterable[x509.GeneralName], excluded: Iterable[x509.GeneralName]
) -> bool:
    allowed = [name.value for name in permitted if isinstance(name, x509.DirectoryName)]
    refused = [name.value for name in excluded if isinstance(name, x509.DirectoryName)]
    if not subject.rdns:
        return True
    return not any(_name_within(subject, tree) for tree in refused) and (
        not allowed or any(_name_within(subject, tree) for tree in allowed)
    )


def _name_within(subject: x509.Name, tree: x509.Name) -> bool:
    return [_folded(rdn) for rdn in subject.rdns[: len(tree.rdns)]] == [_folded(rdn) for rdn in tree.rdns]


def _folded(rdn: x509.RelativeDistinguishedName) -> set[tuple[str, str]]:
    return {(entry.oid.dotted_string, " ".join(str(entry.value).lower().split())) for entry in rdn}
