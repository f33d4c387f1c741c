"""A real Courier IMAP (5.0): an old dialect. Namespace "INBOX.", separator ".", no MOVE, CONDSTORE, ESEARCH, LITERAL+,
SPECIAL-USE or LIST-EXTENDED; it has UIDPLUS, ACL, QUOTA, NAMESPACE, CHILDREN, IDLE and UTF8=ACCEPT.

Its own login asks a daemon behind a fixed system path, so ``courier_front.py`` takes the login and TLS and hands the
connection to Courier's imapd; all after the login is Courier's.
"""

import itertools
import json
import subprocess
import sys
from pathlib import Path

from mailclient.mail.account import Security, Server
from tests.servers.authority import Certificate
from tests.servers.dovecot import MailUser
from tests.servers.process import ServerProcess, free_ports
from tests.servers.unpacked import Unpacked

CAPABILITY = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE AUTH=PLAIN"


class Courier:
    """Folders are below INBOX: "INBOX.Sent"; no folder has a role but by its name."""

    def __init__(self, directory: Path, certificate: Certificate, unpacked: Unpacked) -> None:
        self.directory = directory
        self._unpacked = unpacked
        (self.imaps_port,) = free_ports(1)
        self._numbers = itertools.count(1)
        (directory / "users").mkdir()
        options = {
            "port": self.imaps_port,
            "cert_file": str(certificate.cert_file),
            "key_file": str(certificate.key_file),
            "users": str(directory / "users"),
            "imapd": str(unpacked.program("usr/bin/imapd")),
            "file_monitor": str(unpacked.program("usr/libexec/gam_server")),
            "environment": {
                **unpacked.environment,
                "IMAP_CAPABILITY": CAPABILITY.removesuffix(" AUTH=PLAIN"),
                "IMAP_KEYWORDS": "1",
                "IMAP_USELOCKS": "1",
                "IMAP_ACL": "1",
                "IMAP_ENHANCEDIDLE": "1",
                "GAM_CLIENT_ID": directory.parent.name,
            },
        }
        command = (sys.executable, "-m", "tests.servers.courier_front", json.dumps(options))
        self._process = ServerProcess(command, [self.imaps_port], directory / "log")

    def start(self) -> None:
        """Start on the same port as before."""
        self._process.start()

    def stop(self) -> None:
        """End it with all its connections: an outage."""
        self._process.stop()

    @property
    def running(self) -> bool:
        return self._process.is_running()

    def add_user(self, title: str = "user", password: str = "open sesame") -> MailUser:
        """A new user "<title>-<number>" with an empty INBOX and no other folder."""
        name = f"{title}-{next(self._numbers)}"
        home = self.directory / "users" / name
        home.mkdir()
        (home / "password").write_text(password)
        subprocess.run(
            [self._unpacked.program("usr/bin/maildirmake.courier"), home / "Maildir"],
            check=True,
            timeout=30,
            env=self._unpacked.environment,
        )
        return MailUser(name, password, home / "Maildir")

    def imap(self, user: MailUser, security: Security = Security.TLS) -> Server:
        """Where and as whom to connect; TLS only."""
        assert security is Security.TLS
        return Server("localhost", self.imaps_port, security, user.name)
