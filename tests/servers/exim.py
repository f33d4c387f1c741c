"""A real Exim 4.96 for submission, unpacked: another author's reading of the same RFCs.

It differs from Postfix in what a client sees: CHUNKING with refusals of its own, "452 too many recipients" after
``RECIPIENTS_MAX``, PIPELINING and AUTH told only inside TLS, PLAIN, LOGIN and CRAM-MD5 but no SCRAM. Delivers to
Dovecot's mailboxes with its delivery agent; mail for other domains is thrown away. The constants say what it refuses.

Its user "Debian-exim" is compiled in: the name is made known to it alone, as that of the owner of the mailboxes.
"""

import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from mailclient.mail.account import Security, Server
from tests.servers.authority import Certificate
from tests.servers.dovecot import DOMAIN, Dovecot, MailUser
from tests.servers.process import ServerProcess, free_ports
from tests.servers.unpacked import Unpacked

MESSAGE_SIZE_LIMIT = 60_000_000
"""Bytes; what the server says with SIZE."""
RECIPIENTS_MAX = 12
"""More than these are answered with 452."""
UNKNOWN_RECIPIENT = f"unknown@{DOMAIN}"
"""Refused for good: 550."""
BUSY_RECIPIENT = f"busy@{DOMAIN}"
"""Refused for now: 451."""
FORBIDDEN_LINE = b"X-Forbidden: yes"
"""A header line that makes the server refuse the message after its last byte: 550."""


class Exim:
    """Ports ``submission_port`` (STARTTLS) and ``submissions_port`` (TLS). Both demand a login."""

    def __init__(self, directory: Path, certificate: Certificate, dovecot: Dovecot, unpacked: Unpacked) -> None:
        if os.geteuid() != 0:
            pytest.skip("Exim must be started by root")
        self.directory = directory
        self.submission_port, self.submissions_port = free_ports(2)
        owner = (dovecot.mail_uid, dovecot.mail_gid)
        for folder in (directory, directory / "spool", directory / "log"):
            folder.mkdir(exist_ok=True)
            os.chown(folder, *owner)
        self._environment = self._known_user(unpacked, *owner)
        key = directory / "key.pem"
        key.write_bytes(certificate.key_file.read_bytes())
        os.chown(key, *owner)
        key.chmod(0o600)
        self._program = str(unpacked.program("usr/sbin/exim4"))
        self._configuration = directory / "exim.conf"
        self._configuration.write_text(
            _configuration(
                {
                    "d": directory,
                    "program": self._program,
                    "submission": self.submission_port,
                    "submissions": self.submissions_port,
                    "cert": certificate.cert_file,
                    "key": key,
                    "domain": DOMAIN,
                    "limit": MESSAGE_SIZE_LIMIT,
                    "most": RECIPIENTS_MAX,
                    "unknown": UNKNOWN_RECIPIENT,
                    "busy": BUSY_RECIPIENT,
                    "agent": "/usr/lib/dovecot/dovecot-lda",
                    "dovecot": dovecot.config_file,
                    "passwords": dovecot.directory / "passwords",
                }
            )
        )
        words = [f"{name}={value}" for name, value in self._environment.items()]
        command = ["env", *words, self._program, "-C", str(self._configuration), "-bdf", "-q1m"]
        ports = [self.submission_port, self.submissions_port]
        self._process = ServerProcess(command, ports, directory / "start.log")

    def _known_user(self, unpacked: Unpacked, uid: int, gid: int) -> dict[str, str]:
        passwd, group = self.directory / "passwd", self.directory / "group"
        passwd.write_text(f"root:x:0:0::/root:/bin/sh\nDebian-exim:x:{uid}:{gid}::/:/bin/sh\n")
        group.write_text(f"root:x:0:\nDebian-exim:x:{gid}:\n")
        [wrapper] = unpacked.files("usr/lib/*/libnss_wrapper.so")
        known = {"LD_PRELOAD": str(wrapper), "NSS_WRAPPER_PASSWD": str(passwd), "NSS_WRAPPER_GROUP": str(group)}
        return {**unpacked.environment, **known}

    def start(self) -> None:
        """Start on the same ports as before."""
        self._process.start()

    def stop(self) -> None:
        """End it: an outage."""
        self._process.stop()

    @property
    def running(self) -> bool:
        return self._process.is_running()

    def smtp(self, user: MailUser, security: Security = Security.STARTTLS, host: str = "localhost") -> Server:
        """Where and as whom to hand in mail."""
        port = self.submissions_port if security is Security.TLS else self.submission_port
        return Server(host, port, security, user.name)

    def queue(self) -> int:
        """How many messages were accepted and are not yet delivered."""
        command = [self._program, "-C", str(self._configuration), "-bpc"]
        environment = {**os.environ, **self._environment}
        done = subprocess.run(command, capture_output=True, check=True, timeout=30, env=environment)
        return int(done.stdout)

    def wait_until_delivered(self, seconds: float = 120.0) -> None:
        """Return when the queue is empty: from then on every accepted message is in its mailbox."""
        deadline = time.monotonic() + seconds
        while self.queue():
            assert time.monotonic() < deadline, self.log_lines(".*")[-20:]
            time.sleep(0.02)

    def log_lines(self, pattern: str) -> list[str]:
        """Lines of its logs that match."""
        lines = [line for file in (self.directory / "log").iterdir() for line in file.read_text().splitlines()]
        return [line for line in lines if re.search(pattern, line)]


def _configuration(values: Mapping[str, object]) -> str:
    """Exim's own language is full of braces, so the blanks are @name@."""
    text = re.sub("@password_of:(auth[12])@", lambda match: _PASSWORD.replace("NAME", match[1]), _CONFIGURATION)
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text


_CONFIGURATION = """
keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP : LD_LIBRARY_PATH
exim_path = @program@
deliver_drop_privilege = true
primary_hostname = smtp.@domain@
spool_directory = @d@/spool
log_file_path = @d@/log/%slog
pid_file_path = @d@/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = @submission@ : @submissions@
tls_on_connect_ports = @submissions@
tls_advertise_hosts = *
tls_certificate = @cert@
tls_privatekey = @key@
auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
dsn_advertise_hosts = *
message_size_limit = @limit@
recipients_max = @most@
smtp_accept_max_per_connection = 1000
smtp_enforce_sync = true
host_lookup =
rfc1413_query_timeout = 0s
log_selector = +smtp_protocol_error +received_recipients
check_spool_space = 0
check_spool_inodes = 0
acl_smtp_rcpt = recipient
acl_smtp_data = content

begin acl
recipient:
  deny !authenticated = *
       message = 5.7.0 Log in first
  deny recipients = @unknown@
       message = 5.1.1 No such user here
  defer recipients = @busy@
       message = 4.2.1 Mailbox is busy, try later
  accept
content:
  deny condition = ${if def:h_X-Forbidden:}
       message = 5.7.1 Forbidden by policy
  accept

begin routers
here:
  driver = accept
  domains = @domain@
  transport = dovecot
elsewhere:
  driver = redirect
  allow_fail
  data = :blackhole:

begin transports
dovecot:
  driver = pipe
  command = @agent@ -c @dovecot@ -e -d ${lookup{$local_part@$domain}dsearch{@passwords@}}
  message_prefix =
  message_suffix =
  return_output

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth3}{@password_of:auth2@}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if eq{$auth2}{@password_of:auth1@}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = @password_of:auth1@
  server_set_id = $auth1
"""

_PASSWORD = r"${sg{${readfile{@passwords@/${lookup{$NAME}dsearch{@passwords@}}}{}}}{^.*PLAIN.}{}}"
"""Exim's way to read Dovecot's file for a user; the name goes through a lookup, since it comes from outside."""
