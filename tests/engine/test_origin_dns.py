"""Keys and policies from a real name server (dnsmasq)."""

import base64
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mailclient.engine.origin.checking import check, has_answers
from mailclient.engine.origin.keys import MailPolicy, policy_of
from mailclient.mail.origin import SignatureState
from mailclient.transport.dns import DomainNames, NoNames
from tests.servers.name_server import NameServer
from tests.servers.process import free_ports
from tests.unit.mime.origin.test_dkim import RSA_KEY, sign

KEY = base64.b64encode(RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
LETTER = b"From: Kim <kim@mail.sender.test>\r\nTo: you@x.test\r\nSubject: a\r\nDate: x\r\n\r\nHello\r\n"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DomainNames]:
    server = NameServer(
        tmp_path_factory.mktemp("names"),
        [
            f"txt-record=s._domainkey.sender.test,v=DKIM1; k=rsa; p={KEY[:100]},{KEY[100:]}",
            "txt-record=_dmarc.sender.test,v=DMARC1; p=reject; sp=quarantine; adkim=s",
            "txt-record=_dmarc.own.sender.test,v=DMARC1; p=none",
            "txt-record=_dmarc.odd.test,v=spf1 -all",
        ],
    )
    server.start()
    yield server.names
    server.stop()


def signed_for(domain: str) -> bytes:
    """The signer of the unit tests signs for example.org; the domain is part of what is signed."""
    return sign(LETTER, domain=domain)


async def test_a_key_in_pieces_is_put_together(names: DomainNames) -> None:
    found = await check(signed_for("sender.test"), names, 0.0)
    assert [(one.domain, one.state) for one in found.signatures] == [("sender.test", SignatureState.VALID)]
    assert (found.policy, found.strict, found.complete) == ("quarantine", True, True)


async def test_no_such_key(names: DomainNames) -> None:
    found = await check(signed_for("nowhere.test"), names, 0.0)
    assert [one.state for one in found.signatures] == [SignatureState.NO_KEY]


async def test_policies(names: DomainNames) -> None:
    assert await policy_of(names, "sender.test") == MailPolicy("reject", strict=True)
    assert await policy_of(names, "mail.sender.test") == MailPolicy("quarantine", strict=True)
    assert await policy_of(names, "own.sender.test") == MailPolicy("none")
    assert await policy_of(names, "odd.test") == MailPolicy()
    assert await policy_of(names, "nowhere.test") == MailPolicy()


async def test_offline_says_so() -> None:
    (port,) = free_ports(1)
    for nobody in (NoNames(), DomainNames(("127.0.0.1",), port, seconds=0.3)):
        found = await check(signed_for("sender.test"), nobody, 0.0)
        assert [one.state for one in found.signatures] == [SignatureState.NOT_ASKED]
        assert not found.complete
        assert not has_answers(found)
        assert found.unasked == ("s._domainkey.sender.test",)
