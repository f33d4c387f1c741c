"""The fixtures of Cyrus, Courier and the rich Dovecot do what they promise."""

from mailclient.mail.account import Security
from tests.servers.courier import Courier
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.second_client import SecondClient

_MESSAGE = b"Subject: one\r\n\r\nHello.\r\n"


def test_cyrus_keeps_mail_and_offers_what_is_written_down(cyrus: Cyrus) -> None:
    user = cyrus.add_user()
    with SecondClient(cyrus.imap(user), user.secret) as client:
        client.append(_MESSAGE, "Archive", "\\Seen $label")
        assert client.flags("Archive") == {"one": {"\\Seen", "$label"}}
        assert client.body("Archive", "one") == _MESSAGE
        assert client.folders() == {"INBOX", "Sent", "Drafts", "Trash", "Junk", "Archive"}
        assert {"OBJECTID", "PREVIEW", "SAVEDATE", "COMPRESS=DEFLATE", "ACL", "QUOTA"} < client.capabilities
        assert not {"NOTIFY", "MULTISEARCH", "REPLACE", "PARTIAL", "UTF8=ACCEPT"} & client.capabilities


def test_cyrus_has_users_apart(cyrus: Cyrus) -> None:
    one, two = cyrus.add_user(), cyrus.add_user()
    with SecondClient(cyrus.imap(one), one.secret) as client:
        client.append(_MESSAGE)
    with SecondClient(cyrus.imap(two), two.secret) as client:
        assert client.subjects() == []


def test_courier_keeps_mail_below_inbox(courier: Courier) -> None:
    user = courier.add_user()
    with SecondClient(courier.imap(user, Security.TLS), user.secret) as client:
        client.create("INBOX.Archive")
        client.append(_MESSAGE, "INBOX.Archive", "\\Seen")
        assert client.flags("INBOX.Archive") == {"one": {"\\Seen"}}
        assert client.folders() == {"INBOX", "INBOX.Archive"}
        assert {"UIDPLUS", "UTF8=ACCEPT", "ACL"} < client.capabilities
        assert not {"MOVE", "CONDSTORE", "ESEARCH", "LITERAL+", "SPECIAL-USE", "LIST-EXTENDED"} & client.capabilities


def test_the_rich_dovecot_offers_more(rich_dovecot: Dovecot) -> None:
    user = rich_dovecot.add_user()
    with SecondClient(rich_dovecot.imap(user), user.secret) as client:
        client.append(_MESSAGE)
        assert client.subjects() == ["one"]
        assert {"COMPRESS=DEFLATE", "QUOTA", "ACL", "METADATA", "NOTIFY"} < client.capabilities
