"""A real Dovecot (2.3) with IMAP and POP3, each in the clear with STARTTLS and over TLS, SASL for Postfix."""

import grp
import itertools
import os
import pwd
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from mailclient.mail.account import Secret, Security, Server
from tests.servers.authority import Certificate
from tests.servers.process import ServerProcess, free_ports, need_program

DOMAIN = "mail.test"
_ROLES = ("Sent", "Drafts", "Trash", "Junk", "Archive")
_STALE_LOCK_SECONDS = 180
"""A folder that is renamed while another session locks it takes the lock along; it is broken open after two minutes."""


@dataclass(frozen=True)
class MailUser:
    """A mailbox of its own. ``name`` is the login name and the address."""

    name: str
    password: str
    maildir: Path

    @property
    def secret(self) -> Secret:
        return Secret(self.password)


class Dovecot:
    """Folder separator "/"; Sent, Drafts, Trash, Junk and Archive exist with their special use; no fsync.

    ``rich``: with the plugins for COMPRESS, QUOTA, ACL and METADATA too. ``clients``: the file of the authority whose
    certificates it demands of everybody, and takes the user's name from (EXTERNAL).
    """

    def __init__(
        self, directory: Path, certificate: Certificate, *, rich: bool = False, clients: Path | None = None
    ) -> None:
        self.directory = directory
        self.imap_port, self.imaps_port, self.pop3_port, self.pop3s_port = free_ports(4)
        self.config_file = directory / "dovecot.conf"
        self.log_file = directory / "dovecot.log"
        self.log_file.touch()
        self.log_file.chmod(0o666)
        self._passwords = directory / "passwords"
        self._passwords.mkdir()
        self._numbers = itertools.count(1)
        self.mail_uid, self.mail_gid = _mail_owner()
        (directory / "users").mkdir()
        self._own(directory / "users")
        self.config_file.write_text(self._configuration(certificate) + (_PLUGINS if rich else ""))
        if clients is not None:
            with self.config_file.open("a") as file:
                file.write(_CLIENT_CERTIFICATES.format(ca=clients))
        command = (need_program("dovecot"), "-F", "-c", self.config_file)
        ports = [self.imap_port, self.imaps_port, self.pop3_port, self.pop3s_port]
        self._process = ServerProcess(command, ports, self.log_file)

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

    def disconnect(self, user: MailUser) -> None:
        """Throw out the connections of this user, as an operator would."""
        self.doveadm("kick", user.name)

    # --- users ------------------------------------------------------------------------------------------------

    def add_user(self, title: str = "user", password: str = "open sesame") -> MailUser:
        """A new, empty mailbox "<title>-<number>@mail.test"."""
        name = f"{title}-{next(self._numbers)}@{DOMAIN}"
        user = MailUser(name, password, self.directory / "users" / name / "Maildir")
        self._write_password(name, password)
        for folder in (user.maildir.parent, user.maildir, *(user.maildir / sub for sub in ("cur", "new", "tmp"))):
            folder.mkdir()
            self._own(folder)
        return user

    def change_password(self, user: MailUser, password: str) -> None:
        """From now on only ``password`` is right. Takes up to a second: Dovecot looks at its file that often."""
        assert len(password) != len(user.password), "Dovecot sees only another second or another size"
        self._write_password(user.name, password)
        deadline = time.monotonic() + 30
        while not self._accepts_password(user.name, password):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def lock(self, user: MailUser) -> None:
        """From now on nobody gets in, whatever the password. Before the first login: Dovecot has not looked yet."""
        (self._passwords / user.name).write_text(f"{user.name}:{{PLAIN}}{user.password}::::::nologin\n")

    def _accepts_password(self, name: str, password: str) -> bool:
        command = (need_program("doveadm"), "-c", str(self.config_file), "auth", "test", name, password)
        return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode == 0

    def _write_password(self, name: str, password: str) -> None:
        (self._passwords / name).write_text(f"{name}:{{PLAIN}}{password}\n")

    def imap(self, user: MailUser, security: Security = Security.TLS, host: str = "localhost") -> Server:
        """Where and as whom to connect."""
        port = self.imaps_port if security is Security.TLS else self.imap_port
        return Server(host, port, security, user.name)

    def pop3(self, user: MailUser, security: Security = Security.TLS, host: str = "localhost") -> Server:
        """As ``imap``."""
        port = self.pop3s_port if security is Security.TLS else self.pop3_port
        return Server(host, port, security, user.name)

    # --- mail -------------------------------------------------------------------------------------------------

    def deliver(self, user: MailUser, data: bytes, folder: str = "INBOX") -> None:
        """A new message, unseen, byte for byte as given but with LF lines, as in a Maildir."""
        if folder != "INBOX":
            self.doveadm("save", "-u", user.name, "-m", folder, data=data)
            return
        unique = f"{next(self._numbers)}.test.{os.getpid()}"
        temporary = user.maildir / "tmp" / unique
        temporary.write_bytes(data.replace(b"\r\n", b"\n"))
        self._own(temporary)
        temporary.rename(user.maildir / "new" / unique)

    def folders(self, user: MailUser) -> list[str]:
        """Names of all folders."""
        return self.doveadm("mailbox", "list", "-u", user.name).split("\n")[:-1]

    def messages(self, user: MailUser, folder: str = "INBOX") -> list[bytes]:
        """The messages with CRLF lines, oldest first."""
        uids = self.doveadm("-f", "flow", "fetch", "-u", user.name, "uid", "mailbox", folder).split()
        return [self._message(user, folder, uid.removeprefix("uid=")) for uid in uids]

    def flags(self, user: MailUser, folder: str = "INBOX") -> list[set[str]]:
        """The flags of each message, oldest first, without \\Recent."""
        text = self.doveadm("-f", "tab", "fetch", "-u", user.name, "flags", "mailbox", folder)
        return [set(line.split()) - {"\\Recent"} for line in text.split("\n")[1:-1]]

    def _message(self, user: MailUser, folder: str, uid: str) -> bytes:
        query = ("-f", "pager", "fetch", "-u", user.name, "text", "mailbox", folder, "uid", uid)
        text = self._run(*query).removeprefix(b"text:\n").removesuffix(b"\n\x0c\n")
        return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    # --- doveadm ----------------------------------------------------------------------------------------------

    def doveadm(self, *words: str, data: bytes = b"") -> str:
        """Run doveadm against this server; its standard output."""
        return self._run(*words, data=data).decode()

    def _run(self, *words: str, data: bytes = b"") -> bytes:
        command = [need_program("doveadm"), "-c", str(self.config_file), *words]
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=_STALE_LOCK_SECONDS)
        assert done.returncode == 0, f"doveadm {words}: {done.stderr.decode(errors='replace')}"
        return done.stdout

    # --- configuration ----------------------------------------------------------------------------------------

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.mail_uid, self.mail_gid)

    def _configuration(self, certificate: Certificate) -> str:
        folders = "".join(
            f"  mailbox {role} {{\n    auto = subscribe\n    special_use = \\{role}\n  }}\n" for role in _ROLES
        )
        return _CONFIGURATION.format(
            d=self.directory,
            cert=certificate.cert_file,
            key=certificate.key_file,
            mail=pwd.getpwuid(self.mail_uid).pw_name,
            group=grp.getgrgid(self.mail_gid).gr_name,
            uid=self.mail_uid,
            gid=self.mail_gid,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            pop3_port=self.pop3_port,
            pop3s_port=self.pop3s_port,
            login_chroot="login" if os.geteuid() == 0 else "",
            internal_users="" if os.geteuid() == 0 else _own_users(),
            folders=folders,
        )


def _mail_owner() -> tuple[int, int]:
    """Who owns the mail: Dovecot refuses root, so "mail" then, and else the user who runs the tests."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    entry = pwd.getpwnam("mail")
    return entry.pw_uid, entry.pw_gid


def _own_users() -> str:
    """Not started by root, Dovecot can run as nobody but who started it."""
    me, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return f"default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n"


_CLIENT_CERTIFICATES = """
ssl_ca = <{ca}
ssl_verify_client_cert = yes
ssl_require_crl = no
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes
ssl_cert_username_field = commonName
auth_mechanisms = external
passdb {{
  driver = static
  args = nopassword=yes
}}
"""

_CONFIGURATION = """base_dir = {d}/run
state_dir = {d}/state
instance_name = test
log_path = {d}/dovecot.log
protocols = imap pop3
listen = 127.0.0.1
{internal_users}
mail_uid = {mail}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {d}/users/%u
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 200
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_failure_delay = 0
auth_username_chars =
login_trusted_networks =
passdb {{
  driver = passwd-file
  args = username_format=%u {d}/passwords/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={d}/users/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
{folders}}}
service imap-login {{
  chroot = {login_chroot}
  process_min_avail = 1
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot = {login_chroot}
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = {pop3s_port}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {d}/sasl {{
    mode = 0666
  }}
  unix_listener auth-userdb {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""

_PLUGINS = """
mail_plugins = zlib quota acl notify
protocol imap {
  mail_plugins = zlib imap_zlib quota imap_quota acl imap_acl notify
}
imap_metadata = yes
mail_attribute_dict = file:%h/attributes
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=10M
  quota_rule2 = *:messages=1000
  acl = vfile
}
"""
