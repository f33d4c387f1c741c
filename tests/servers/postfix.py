"""A real Postfix for submission: STARTTLS required on one port, TLS from the first byte on the other.

Logs in through Dovecot's SASL and delivers to Dovecot's mailboxes (domain "mail.test") with its delivery agent;
mail for other domains is accepted and thrown away. Needs root, as Postfix does. The constants say what it refuses.
"""

import grp
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from mailclient.mail.account import Security, Server
from tests.servers.authority import Certificate
from tests.servers.dovecot import DOMAIN, Dovecot, MailUser
from tests.servers.process import ServerProcess, free_ports, need_program

MESSAGE_SIZE_LIMIT = 2_000_000
"""Bytes; what the server says with SIZE."""

UNKNOWN_RECIPIENT = f"unknown@{DOMAIN}"
"""Refused for good: 550 5.1.1."""
BUSY_RECIPIENT = f"busy@{DOMAIN}"
"""Refused for now: 450 4.2.1."""
REFUSED_SENDER = f"banned@{DOMAIN}"
"""As MAIL FROM: every recipient is refused with 553 5.7.1."""
NAMED_SENDERS_ONLY = "strict"
"""Users called so get no mail from the null reverse-path: 550 5.7.1, as from some submission servers."""
FORBIDDEN_LINE = b"X-Forbidden: yes"
"""A header line that makes the server refuse the message after the final dot: 550 5.7.1."""


class Postfix:
    """Ports ``submission_port`` (STARTTLS) and ``submissions_port`` (TLS). Both demand a login."""

    def __init__(
        self,
        directory: Path,
        certificate: Certificate,
        dovecot: Dovecot,
        *,
        limit: int = MESSAGE_SIZE_LIMIT,
        unsaid: str = "",
    ) -> None:
        """``limit``: bytes of a message; ``unsaid``: what it has and does not offer ("8bitmime chunking")."""
        if os.geteuid() != 0:
            pytest.skip("Postfix must be started by root")
        self.directory = directory
        self.submission_port, self.submissions_port = free_ports(2)
        self.log_file = directory / "log" / "mail.log"
        self._etc = directory / "etc"
        for name in ("etc", "queue", "log", "data"):
            (directory / name).mkdir()
        shutil.chown(directory / "data", "postfix")
        self._write_configuration(certificate, dovecot, limit, unsaid)
        self._prepare_directories()
        # Not "postfix start-fg": its master is a grandchild, which ends neither with us nor when it is told to.
        command = (need_program("/usr/lib/postfix/sbin/master"), "-c", self._etc, "-d")
        self._process = ServerProcess(command, [self.submission_port, self.submissions_port], directory / "start.log")

    # --- running ----------------------------------------------------------------------------------------------

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

    # --- what became of the mail ------------------------------------------------------------------------------

    def queue(self) -> list[str]:
        """Recipients of messages that were accepted and are not yet delivered."""
        command = (need_program("postqueue"), "-c", str(self._etc), "-j")
        lines = subprocess.run(command, capture_output=True, check=True, timeout=30).stdout.splitlines()
        return [recipient["address"] for line in lines for recipient in json.loads(line)["recipients"]]

    def wait_until_delivered(self, seconds: float = 120.0) -> None:
        """Return when the queue is empty: from then on every accepted message is in its mailbox.

        One look, folder by folder, can miss a message that is moved from one to another meanwhile.
        """
        deadline = time.monotonic() + seconds
        while self.queue() or self.queue():
            assert time.monotonic() < deadline, (self.queue(), self.log_file.read_text()[-3000:])
            time.sleep(0.02)

    def log_lines(self, pattern: str) -> list[str]:
        """Lines of the log that match."""
        return [line for line in self.log_file.read_text().splitlines() if re.search(pattern, line)]

    def _prepare_directories(self) -> None:
        command = (need_program("postfix"), "-c", str(self._etc), "check")
        done = subprocess.run(command, capture_output=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr.decode()

    # --- configuration ----------------------------------------------------------------------------------------

    def _write_configuration(self, certificate: Certificate, dovecot: Dovecot, limit: int, unsaid: str) -> None:
        main = _MAIN.format(
            d=self.directory,
            cert=certificate.cert_file,
            key=certificate.key_file,
            sasl=dovecot.directory / "sasl",
            domain=DOMAIN,
            limit=limit,
            unsaid=unsaid,
        )
        (self._etc / "main.cf").write_text(main)
        owner = f"{_owner_name(dovecot)}:{grp.getgrgid(dovecot.mail_gid).gr_name}"
        (self._etc / "master.cf").write_text(
            _MASTER.format(
                submission=self.submission_port,
                submissions=self.submissions_port,
                agent=_delivery_agent(),
                owner=owner,
                dovecot=dovecot.config_file,
            )
        )
        (self._etc / "recipients").write_text(f"/@{re.escape(DOMAIN)}$/ here\n")
        (self._etc / "recipient_access").write_text(
            f"/^{re.escape(UNKNOWN_RECIPIENT)}$/ 550 5.1.1 No such user here\n"
            f"/^{re.escape(BUSY_RECIPIENT)}$/ 450 4.2.1 Mailbox is busy, try later\n"
            f"/^{NAMED_SENDERS_ONLY}/ named_senders_only\n"
        )
        (self._etc / "sender_access").write_text(f"/^{re.escape(REFUSED_SENDER)}$/ 553 5.7.1 Not your address\n")
        (self._etc / "null_sender").write_text("/^<>$/ 550 5.7.1 Sender address rejected: not your address\n")
        (self._etc / "header_checks").write_text(f"/^{FORBIDDEN_LINE.decode()}/ REJECT Forbidden by policy\n")
        for name in ("dynamicmaps.cf", "postfix-files"):
            shutil.copy(Path("/etc/postfix", name), self._etc)


def _owner_name(dovecot: Dovecot) -> str:
    return (dovecot.directory / "users").owner()


def _delivery_agent() -> Path:
    agent = Path("/usr/lib/dovecot/dovecot-lda")
    if not agent.exists():
        pytest.skip("dovecot-lda is not where Debian puts it")
    return agent


_MAIN = """compatibility_level = 3.6
queue_directory = {d}/queue
data_directory = {d}/data
maillog_file = {d}/log/mail.log
maillog_file_prefixes = {d}/log
myhostname = smtp.{domain}
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 192.0.2.1/32
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = regexp:$config_directory/recipients
virtual_transport = dovecot
dovecot_destination_recipient_limit = 1
default_transport = discard
relay_transport = discard
smtpd_recipient_restrictions = check_recipient_access regexp:$config_directory/recipient_access,
    check_sender_access regexp:$config_directory/sender_access, permit_sasl_authenticated, reject
smtpd_restriction_classes = named_senders_only
named_senders_only = check_sender_access regexp:$config_directory/null_sender
smtpd_relay_restrictions = permit_sasl_authenticated, reject
header_checks = regexp:$config_directory/header_checks
message_size_limit = {limit}
smtpd_discard_ehlo_keywords = {unsaid}
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtputf8_enable = yes
"""

_MASTER = """127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
127.0.0.1:{submissions} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
dovecot unix - n n - - pipe
  flags=ODRhu user={owner} argv={agent} -c {dovecot} -e -f ${{sender}} -d ${{recipient}}
"""
