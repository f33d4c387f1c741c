"""A real Cyrus IMAP (3.6) with IMAPS, IMAP with STARTTLS and POP3S: many extensions that Dovecot lacks.

What it offers after the login, as Debian builds it: ACL (RIGHTS=kxten, LIST-MYRIGHTS), APPENDLIMIT, BINARY, CATENATE,
CHILDREN, COMPRESS=DEFLATE, CONDSTORE, CREATE-SPECIAL-USE, ENABLE, ESEARCH, ESORT, ID, IDLE, LIST-EXTENDED,
LIST-STATUS, LITERAL+, METADATA, MOVE, MULTIAPPEND, NAMESPACE, OBJECTID, PREVIEW, QRESYNC, QUOTA, SASL-IR, SAVEDATE,
SPECIAL-USE, STATUS=SIZE, UIDPLUS, UNSELECT, WITHIN; SCRAM-SHA-1 and -256, with -PLUS inside TLS. What it does not:
NOTIFY, MULTISEARCH, SEARCHRES, PARTIAL, REPLACE, UIDONLY, UTF8=ACCEPT.
"""

import itertools
import os
import pwd
import subprocess
from pathlib import Path

from mailclient.mail.account import Security, Server
from tests.servers.authority import Certificate
from tests.servers.dovecot import MailUser
from tests.servers.process import ServerProcess, free_ports
from tests.servers.unpacked import Unpacked

_BIN = "usr/lib/cyrus/bin"
_REALM = "localhost"


class Cyrus:
    """Folder separator "/"; the folders of the usual roles are made at a user's first login."""

    def __init__(self, directory: Path, certificate: Certificate, unpacked: Unpacked) -> None:
        self.directory = directory
        self._unpacked = unpacked
        self.imap_port, self.imaps_port, self.pop3s_port = free_ports(3)
        self._numbers = itertools.count(1)
        # Started by root it becomes this user; by anybody else it stays who it is.
        self._user = "mail" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._passwords = directory / "conf" / "sasldb2"
        self._config_file = directory / "imapd.conf"
        for folder in ("conf", "conf/socket", "spool", "run"):
            (directory / folder).mkdir()
        cert_file, key_file = directory / "cert.pem", directory / "key.pem"
        cert_file.write_bytes(certificate.cert_file.read_bytes())
        key_file.write_bytes(certificate.key_file.read_bytes())
        self._config_file.write_text(_CONFIGURATION.format(d=directory, user=self._user))
        (directory / "cyrus.conf").write_text(
            _SERVICES.format(
                d=directory,
                bin=unpacked.program(f"{_BIN}/pop3d").parent,
                imap=self.imap_port,
                imaps=self.imaps_port,
                pop3s=self.pop3s_port,
            )
        )
        self.admin = self._add("admin", "the keys")
        """Who may do everything."""
        if os.geteuid() == 0:
            for path in (directory, *directory.rglob("*")):
                os.chown(path, pwd.getpwnam(self._user).pw_uid, -1)
        self._process = self._master()

    def _master(self) -> ServerProcess:
        variables = [f"{name}={value}" for name, value in self._unpacked.environment.items()]
        command: tuple[str | Path, ...] = ("env", *variables, self._unpacked.program(f"{_BIN}/master"), "-D")
        files = ("-C", self._config_file, "-M", self.directory / "cyrus.conf", "-p", self.directory / "master.pid")
        ports = [self.imap_port, self.imaps_port, self.pop3s_port]
        return ServerProcess((*command, *files), ports, self.directory / "log")

    # --- running ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start on the same ports as before."""
        self._process.start()

    def stop(self) -> None:
        """End it with all its connections: an outage."""
        self._process.stop()

    @property
    def running(self) -> bool:
        return self._process.is_running()

    # --- users ------------------------------------------------------------------------------------------------

    def add_user(self, title: str = "user", password: str = "open sesame") -> MailUser:
        """A new user "<title>-<number>" with an empty mailbox."""
        return self._add(f"{title}-{next(self._numbers)}", password)

    def _add(self, name: str, password: str) -> MailUser:
        program = self._unpacked.program("usr/sbin/saslpasswd2")
        command = [str(word) for word in (program, "-f", self._passwords, "-p", "-c", "-u", _REALM, name)]
        environment = {**os.environ, **self._unpacked.environment}
        done = subprocess.run(
            command, input=password.encode(), capture_output=True, check=False, timeout=30, env=environment
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return MailUser(name, password, self.directory / "spool" / name)

    def imap(self, user: MailUser, security: Security = Security.TLS) -> Server:
        """Where and as whom to connect."""
        port = self.imaps_port if security is Security.TLS else self.imap_port
        return Server("localhost", port, security, user.name)

    def pop3(self, user: MailUser) -> Server:
        """As ``imap``, over TLS."""
        return Server("localhost", self.pop3s_port, Security.TLS, user.name)


_CONFIGURATION = """configdirectory: {d}/conf
defaultpartition: default
partition-default: {d}/spool
cyrus_user: {user}
admins: admin
servername: localhost
altnamespace: yes
unixhierarchysep: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {d}/conf/sasldb2
sasl_mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
autocreate_quota: 0
proc_path: {d}/run/proc
mboxname_lockpath: {d}/run/lock
conversations: yes
imapidlepoll: 1
skiplist_unsafe: yes
failedloginpause: 0
tls_server_cert: {d}/cert.pem
tls_server_key: {d}/key.pem
autocreate_inbox_folders: Sent | Drafts | Trash | Junk | Archive
autocreate_subscribe_folders: Sent | Drafts | Trash | Junk | Archive
xlist-sent: Sent
xlist-drafts: Drafts
xlist-trash: Trash
xlist-junk: Junk
xlist-archive: Archive
"""

_SERVICES = """START {{
  recover cmd="{bin}/ctl_cyrusdb -C {d}/imapd.conf -r"
  idled cmd="{bin}/idled -C {d}/imapd.conf"
}}
SERVICES {{
  imap cmd="{bin}/imapd -C {d}/imapd.conf -U 30" listen="127.0.0.1:{imap}" prefork=0 maxchild=100
  imaps cmd="{bin}/imapd -s -C {d}/imapd.conf -U 30" listen="127.0.0.1:{imaps}" prefork=1 maxchild=100
  pop3s cmd="{bin}/pop3d -s -C {d}/imapd.conf" listen="127.0.0.1:{pop3s}" prefork=0 maxchild=100
}}
EVENTS {{
}}
"""
