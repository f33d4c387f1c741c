"""An account that is reached through a proxy and by an exception for a certificate, on the command line alone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from mailclient.mail.certificate import fingerprint_text
from mailclient.mail.proxy import ProxyKind
from tests.end_to_end.canaries import contents
from tests.end_to_end.command_line import Ran, run_command
from tests.engine.running import message
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix
from tests.servers.proxies import PASSWORD, USER, RunningProxy

PASSPHRASE = "a passphrase of the vault"


@pytest.fixture
def proxy(server_directory: Path) -> Iterator[RunningProxy]:
    running = RunningProxy(ProxyKind.SOCKS5, server_directory, login=True)
    running.start()
    yield running
    running.stop()


class Line:
    """Runs verbs on one profile, on a computer that trusts none of the tests' servers."""

    def __init__(self, directory: Path) -> None:
        self.profile = directory / "profile"
        (directory / "strangers").mkdir()
        self._trusted = Authority(directory / "strangers").ca_file

    def run(self, *argv: str, stdin: str = "", code: int = 0) -> Ran:
        more = {"SSL_CERT_FILE": str(self._trusted)}
        ran = run_command(self.profile, *argv, stdin=stdin, passphrase=PASSPHRASE, more=more)
        assert ran.code == code, (argv, ran)
        return ran


def test_an_exception_and_a_proxy(
    tmp_path: Path,
    dovecot: Dovecot,
    postfix: Postfix,
    mail_user: MailUser,
    authority: Authority,
    proxy: RunningProxy,
) -> None:
    line = Line(tmp_path)
    fingerprint = authority.localhost().fingerprint
    user = quote(mail_user.name, safe="")
    add = (
        *("account", "add", "--email", mail_user.name, "--password-stdin"),
        *("--imap", f"imaps://{user}@localhost:{dovecot.imaps_port}"),
        *("--smtp", f"smtp+starttls://{user}@localhost:{postfix.submission_port}"),
    )
    refused = line.run(*add, stdin=f"{mail_user.password}\n", code=1)
    assert "not signed by an authority" in refused.said
    told = re.search(r"SHA-256 fingerprint: (\S+)", refused.said)
    assert told is not None
    assert told[1] == fingerprint_text(fingerprint)
    assert "It is for: localhost" in refused.said
    assert json.loads(line.run("account", "list", "--json").out) == []

    through = ("--proxy", f"socks5://{USER}@127.0.0.1:{proxy.proxy.port}", "--proxy-password-stdin")
    wrong = line.run(*add, *through, "--trust-certificate", told[1], stdin=f"wrong\n{mail_user.password}\n", code=1)
    assert "did not accept the user name or password" in wrong.said
    line.run(*add, *through, "--trust-certificate", told[1], stdin=f"{PASSWORD}\n{mail_user.password}\n")
    dovecot.deliver(mail_user, message("through the proxy"))
    line.run("sync")
    assert "through the proxy" in line.run("list", "--folder", "inbox").out

    imap = f"localhost:{dovecot.imaps_port}"
    assert imap in line.run("account", "trust", mail_user.name, "--forget", code=2).said
    line.run("account", "trust", mail_user.name, "--forget", "--server", imap)
    assert "not signed by an authority" in line.run("sync", code=1).said
    line.run("account", "trust", mail_user.name, "--fingerprint", "00" * 32, "--server", imap)
    changed = line.run("sync", code=1).said
    assert "another certificate" in changed
    assert fingerprint in changed
    line.run("account", "trust", mail_user.name, "--fingerprint", fingerprint, "--server", imap)
    line.run("sync")

    proxy.stop()
    assert f"127.0.0.1:{proxy.proxy.port} did not make the connection" in line.run("sync", code=1).said
    kept = b"".join(data for _path, data in contents(line.profile))
    assert PASSWORD.encode() not in kept
    assert mail_user.password.encode() not in kept
