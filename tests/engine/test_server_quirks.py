"""What servers mean against the standards; each test is named after the server and says which quirk it is."""

from pathlib import Path

from mailclient.engine.accounts.quirks import Quirk, quirks_of
from tests.engine.modelled import begun, fill
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, ModelFolder, ModelServer


class Yahoo(ModelServer):
    def select_lines(self, folder: ModelFolder) -> list[str]:
        return [*super().select_lines(folder), f"* OK [HIGHESTMODSEQ {self.highest_modseq(folder)}] "]


async def test_yahoo_tells_modseq_and_knows_no_condstore(tmp_path: Path) -> None:
    """MODSEQ_WITHOUT_CONDSTORE."""
    server = Yahoo(PLAIN | {"UIDPLUS"})
    fill(server, "INBOX", 5)
    async with begun(tmp_path, server) as engine:
        server.flag(server.folders["INBOX"].messages[1], "\\Flagged")
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")


async def test_icloud_tells_as_vanished_what_is_there(tmp_path: Path) -> None:
    """QRESYNC_LOSES_MESSAGES."""
    server = ModelServer(COMMON)
    fill(server, "INBOX", 5)
    async with begun(tmp_path, server, "imap.mail.me.com") as engine:
        folder = server.folders["INBOX"]
        server.flag(folder.messages[1], "\\Flagged")
        folder.vanished.append((server.modseq, folder.messages[0].uid))
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")
        assert not [one for one in server.commands if one.startswith("SELECT") and "QRESYNC" in one]


async def test_netease_wants_id_before_select(tmp_path: Path) -> None:
    """ID_BEFORE_SELECT."""
    server = ModelServer(PLAIN | {"ID"})
    server.wants_id = True
    fill(server, "INBOX", 2)
    async with begun(tmp_path, server) as engine:
        assert engine.shown("INBOX") == server.shown("INBOX")


class Exmail(ModelServer):
    def select_lines(self, folder: ModelFolder) -> list[str]:
        return [line for line in super().select_lines(folder) if "UIDVALIDITY" not in line]


async def test_tencent_exmail_tells_no_uidvalidity(tmp_path: Path, expected_warnings: list[str]) -> None:
    """NO_UIDVALIDITY."""
    expected_warnings.append("renumbered by its server")
    server = Exmail(PLAIN)
    fill(server, "INBOX", 3)
    async with begun(tmp_path, server) as engine:
        ids = engine.ids("INBOX")
        await engine.offline()
        await engine.online_again()
        await engine.sync()
        assert engine.ids("INBOX") == ids


class Cyrus(ModelServer):
    def status_items(self, folder: ModelFolder) -> dict[str, object]:
        return super().status_items(folder) | {"MAILBOXID": f"(x{len(self.commands)})"}


async def test_cyrus_tells_another_mailbox_id_each_time(tmp_path: Path) -> None:
    """STATUS_WITHOUT_MAILBOX_ID."""
    server = Cyrus(COMMON | {"OBJECTID", "ID"})
    server.server_id = '("name" "Cyrus IMAPD" "version" "3.6.1-4+deb12u3")'
    server.create("Work")
    fill(server, "Work", 3)
    async with begun(tmp_path, server) as engine:
        known = engine.folder("Work").id
        server.deliver("Work", message("news"))
        await engine.sync()
        assert engine.folder("Work").id == known
        assert not [one for one in server.commands if "MAILBOXID" in one]


def test_gmail_keeps_what_is_expunged() -> None:
    """EXPUNGE_TAKES_A_LABEL: ``operations/delete_messages.py`` moves to Trash first."""
    assert Quirk.EXPUNGE_TAKES_A_LABEL in quirks_of("imap.gmail.com", {}, {"X-GM-EXT-1"})


def test_others_are_not_taken_for_them() -> None:
    assert quirks_of("imap.example.org", {"name": "Dovecot"}, {"QRESYNC"}) == frozenset()
    assert quirks_of("notmail.me.com.example", {}, ()) == frozenset()
    assert quirks_of("mail.example.org", {"name": "Cyrus IMAPD", "version": "3.8.1"}, ()) == frozenset()


def test_every_quirk_has_a_test() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [quirk.name for quirk in Quirk if f'"""{quirk.name}' not in tests] == []
