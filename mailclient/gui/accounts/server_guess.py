"""Where an account is probably read and sent from, by its address. Pure; nothing is looked up anywhere."""

from mailclient.mail.account import Security, Server

IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 587}

_TLS, _STARTTLS = Security.TLS, Security.STARTTLS
_KNOWN: dict[str, tuple[str, str, Security]] = {
    "gmail.com": ("imap.gmail.com", "smtp.gmail.com", _TLS),
    "googlemail.com": ("imap.gmail.com", "smtp.gmail.com", _TLS),
    "naver.com": ("imap.naver.com", "smtp.naver.com", _TLS),
    "daum.net": ("imap.daum.net", "smtp.daum.net", _TLS),
    "hanmail.net": ("imap.daum.net", "smtp.daum.net", _TLS),
    "kakao.com": ("imap.kakao.com", "smtp.kakao.com", _TLS),
    "nate.com": ("imap.nate.com", "smtp.mail.nate.com", _TLS),
    "icloud.com": ("imap.mail.me.com", "smtp.mail.me.com", _STARTTLS),
    "me.com": ("imap.mail.me.com", "smtp.mail.me.com", _STARTTLS),
    "yahoo.com": ("imap.mail.yahoo.com", "smtp.mail.yahoo.com", _TLS),
    "aol.com": ("imap.aol.com", "smtp.aol.com", _TLS),
    "outlook.com": ("outlook.office365.com", "smtp-mail.outlook.com", _STARTTLS),
    "hotmail.com": ("outlook.office365.com", "smtp-mail.outlook.com", _STARTTLS),
    "fastmail.com": ("imap.fastmail.com", "smtp.fastmail.com", _TLS),
    "gmx.net": ("imap.gmx.net", "mail.gmx.net", _TLS),
    "gmx.de": ("imap.gmx.net", "mail.gmx.net", _TLS),
    "web.de": ("imap.web.de", "smtp.web.de", _TLS),
    "mailbox.org": ("imap.mailbox.org", "smtp.mailbox.org", _TLS),
    "posteo.de": ("posteo.de", "posteo.de", _TLS),
}
"""Domain to IMAP host, submission host, security of the submission (IMAP is always TLS)."""


def guess(email: str) -> tuple[Server, Server]:
    """(IMAP, SMTP) for an address; empty hosts while it has no domain."""
    domain = email.rpartition("@")[2].strip().lower() if "@" in email else ""
    ours = (f"imap.{domain}", f"smtp.{domain}", _TLS) if domain else ("", "", _TLS)
    imap, smtp, smtp_security = _KNOWN.get(domain, ours)
    user = email.strip()
    return (
        Server(imap, IMAP_PORTS[_TLS], _TLS, user),
        Server(smtp, SMTP_PORTS[smtp_security], smtp_security, user),
    )
