"""What the words of a refused login tell beyond its codes: IMAP, POP3 and SMTP, as large providers and servers say it.

Codes (RFC 5530, RFC 3206, RFC 4954) come first where they say enough; most servers know one for all reasons, and then a
right password would be asked for again and again. AADSTS numbers are those of Microsoft Entra. A word that is not known
leaves it at what the code says.
"""

import re

from mailclient.mail.problem import ProblemKind

_WORDS: tuple[tuple[ProblemKind, str], ...] = (
    (ProblemKind.ENCRYPTION_REQUIRED, r"plain ?text authentication (is )?disallowed|encryption (is )?required"),
    (ProblemKind.ENCRYPTION_REQUIRED, r"must (first )?issue a? ?(starttls|stls)|requires? (tls|ssl|starttls|stls)\b"),
    (ProblemKind.APP_PASSWORD_NEEDED, r"app(lication)?[- ](specific )?password|invalidsecondfactor"),
    (ProblemKind.PASSWORD_LOGIN_OFF, r"basic ?auth(entication)?( is)? ?(blocked|disabled)|oauth.{0,20}required"),
    (ProblemKind.PASSWORD_LOGIN_OFF, r"aadsts(50076|50079|50158)"),
    (
        ProblemKind.PASSWORD_EXPIRED,
        r"password (has |is )?expired|expired password|must change your password|aadsts50055",
    ),
    (ProblemKind.TOO_MANY_CONNECTIONS, r"too many .{0,20}(connections|sessions)|maximum number of connections"),
    (ProblemKind.TOO_MANY_CONNECTIONS, r"connections? limit"),
    (ProblemKind.TOO_MANY_LOGINS, r"too many .{0,30}(log-?ins?|auth\w*|passwords?|attempts|failures)|too many failed"),
    (ProblemKind.TOO_MANY_LOGINS, r"temporarily (locked|blocked)|log-?in (rate|limit)|rate limit|aadsts50053"),
    (ProblemKind.MAILBOX_UNOPENED, r"authenticated but not connected"),
    (ProblemKind.SERVER_BUSY, r"bandwidth limit|command limit|throttl|system busy"),
    (ProblemKind.ACCESS_DISABLED, r"(imap4?|pop3?)\b.{0,30}(not (been )?(enabled|allowed|permitted)|disabled|blocked)"),
    (ProblemKind.ACCESS_DISABLED, r"(imap4?|pop3?)\b.{0,30}(turned|switched) off|access disabled|aadsts53003"),
    (ProblemKind.ACCESS_DISABLED, r"(not enabled for|enable|check your) (imap|pop)"),
    (ProblemKind.ACCOUNT_LOCKED, r"\block(ed|out)|suspend|deactivat|(account|user).{0,20}(disabled|blocked)"),
    (ProblemKind.ACCOUNT_LOCKED, r"(log-?in|authentication) (is )?disabled for"),
    (ProblemKind.ACCOUNT_LOCKED, r"web browser|web log-?in required|aadsts50057"),
    (ProblemKind.LOGIN_UNAVAILABLE, r"temporar(y|ily) .{0,20}(fail|unavailab|error|problem)"),
    (ProblemKind.LOGIN_UNAVAILABLE, r"(internal|server|system) (login )?error"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _WORDS)
_OF_PASSWORDS = (ProblemKind.APP_PASSWORD_NEEDED, ProblemKind.PASSWORD_LOGIN_OFF, ProblemKind.PASSWORD_EXPIRED)


def reason(words: str, *, by_token: bool = False) -> ProblemKind | None:
    """Why the login was refused; None: nothing is told but that it was. ``by_token``: no password was used."""
    found = next((kind for kind, pattern in _PATTERNS if pattern.search(words)), None)
    return None if by_token and found in _OF_PASSWORDS else found
