"""What went wrong, as data: a kind and its facts. ``mailclient.language.problems`` puts it into the user's words."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.certificate import Certificate


class ProblemKind(StrEnum):
    """Each has one clear sentence and one next step in every language."""

    WRONG_PASSWORD = "wrong_password"  # noqa: S105  a name, not a password
    PASSWORD_MISSING = "password_missing"  # noqa: S105  likewise
    HOST_NOT_FOUND = "host_not_found"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_LOST = "connection_lost"
    TIMED_OUT = "timed_out"
    NETWORK_UNREACHABLE = "network_unreachable"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_CHANGED = "certificate_changed"
    CLOCK_WRONG = "clock_wrong"
    CLIENT_CERTIFICATE_UNUSABLE = "client_certificate_unusable"
    CLIENT_CERTIFICATE_LOCKED = "client_certificate_locked"
    CLIENT_CERTIFICATE_REFUSED = "client_certificate_refused"
    PROXY_FAILED = "proxy_failed"
    PROXY_PASSWORD = "proxy_password"  # noqa: S105  likewise
    LOGIN_WEAKENED = "login_weakened"
    CAPTIVE_PORTAL = "captive_portal"
    TLS_FAILED = "tls_failed"
    STARTTLS_MISSING = "starttls_missing"
    STARTTLS_INJECTION = "starttls_injection"
    NO_COMMON_LOGIN = "no_common_login"
    TOKEN_REFUSED = "token_refused"  # noqa: S105  likewise
    SIGN_IN_NEEDED = "sign_in_needed"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_ELSEWHERE = "sign_in_elsewhere"
    CLIENT_ID_MISSING = "client_id_missing"
    SERVER_UNPROVEN = "server_unproven"
    SERVER_REFUSED = "server_refused"
    SERVER_BUSY = "server_busy"
    SERVER_NONSENSE = "server_nonsense"
    SERVER_SEARCH_REFUSED = "server_search_refused"
    RECIPIENTS_REFUSED = "recipients_refused"
    MESSAGE_REFUSED = "message_refused"
    MESSAGE_TOO_LARGE = "message_too_large"
    MESSAGE_NEEDS_8BIT = "message_needs_8bit"
    ADDRESS_NEEDS_UTF8 = "address_needs_utf8"
    REQUIRETLS_MISSING = "requiretls_missing"
    REPORTS_MISSING = "reports_missing"
    ACCOUNT_LOCKED = "account_locked"
    ACCESS_DISABLED = "access_disabled"
    TOO_MANY_LOGINS = "too_many_logins"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    ENCRYPTION_REQUIRED = "encryption_required"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105  likewise
    PASSWORD_LOGIN_OFF = "password_login_off"  # noqa: S105  likewise
    LOGIN_UNAVAILABLE = "login_unavailable"
    SMTP_LOGIN_DISABLED = "smtp_login_disabled"
    APP_PASSWORD_NEEDED = "app_password_needed"  # noqa: S105  likewise
    MAILBOX_FULL = "mailbox_full"
    QUOTA_FULL = "quota_full"
    ASKED_TO_WAIT = "asked_to_wait"
    REFUSED_BY_POLICY = "refused_by_policy"
    SENDER_NOT_ALLOWED = "sender_not_allowed"
    TOO_MANY_MESSAGES = "too_many_messages"
    NOT_A_MAIL_SERVER = "not_a_mail_server"
    SEND_IN_DOUBT = "send_in_doubt"
    MAILBOX_UNOPENED = "mailbox_unopened"
    MAILBOX_IN_USE = "mailbox_in_use"
    LOGIN_TOO_SOON = "login_too_soon"
    MESSAGE_WITHHELD = "message_withheld"
    MESSAGE_GONE = "message_gone"
    FOLDER_GONE = "folder_gone"
    FOLDER_MISSING = "folder_missing"
    NUMBERING_UNSTABLE = "numbering_unstable"
    NOT_PERMITTED = "not_permitted"
    FOLDER_EXISTS = "folder_exists"
    FOLDER_NAME_UNUSABLE = "folder_name_unusable"
    FOLDER_CANNOT_HOLD = "folder_cannot_hold"
    FOLDER_FIXED = "folder_fixed"
    EXPIRY_IMPOSSIBLE = "expiry_impossible"
    ONLY_HERE = "only_here"
    MAIL_ONLY_HERE = "mail_only_here"
    OTHER_SERVER = "other_server"
    FILTER_UNUSABLE = "filter_unusable"
    KEYWORDS_REFUSED = "keywords_refused"
    UPLOAD_TOO_LARGE = "upload_too_large"
    NO_KEYRING = "no_keyring"
    KEYRING_LOCKED = "keyring_locked"
    VAULT_LOCKED = "vault_locked"
    VAULT_PASSPHRASE_WRONG = "vault_passphrase_wrong"  # noqa: S105  likewise
    VAULT_DAMAGED = "vault_damaged"
    DISK_FULL = "disk_full"
    STORE_DAMAGED = "store_damaged"
    STORE_TOO_NEW = "store_too_new"
    PROFILE_IN_USE = "profile_in_use"
    UNREADABLE_MESSAGE = "unreadable_message"
    ACCOUNT_EXISTS = "account_exists"
    ACCOUNT_UNKNOWN = "account_unknown"
    ADDRESS_UNUSABLE = "address_unusable"
    CANCELLED = "cancelled"
    TOO_LATE = "too_late"
    REMOTE_REFUSED = "remote_refused"
    UNSUBSCRIBE_REFUSED = "unsubscribe_refused"
    UNSUBSCRIBE_IN_DOUBT = "unsubscribe_in_doubt"
    UNSUBSCRIBE_IMPOSSIBLE = "unsubscribe_impossible"
    ANSWER_IMPOSSIBLE = "answer_impossible"
    RECEIPT_IMPOSSIBLE = "receipt_impossible"
    CONTACT_GONE = "contact_gone"
    CONTACT_EMPTY = "contact_empty"
    CARD_REFUSED = "card_refused"
    CARD_TOO_LARGE = "card_too_large"
    NO_CARDS = "no_cards"
    BOOK_GONE = "book_gone"
    BOOK_READ_ONLY = "book_read_only"
    BOOK_FULL = "book_full"
    BOOK_FIXED = "book_fixed"
    CHANGES_WAIT = "changes_wait"
    BOOKS_ELSEWHERE = "books_elsewhere"
    """Records name a server of another organisation for them."""
    NO_ADDRESS_BOOKS = "no_address_books"
    PROTECTION_MISSING = "protection_missing"
    """To be signed or encrypted where that cannot be done."""
    OWN_KEY_MISSING = "own_key_missing"
    RECIPIENT_KEY_MISSING = "recipient_key_missing"
    SPLIT_NEEDED = "split_needed"
    """Some recipients can be reached by OpenPGP only, others by S/MIME only."""
    QUOTED_IN_CLEAR = "quoted_in_clear"
    ENCRYPTED_FOR_OTHERS = "encrypted_for_others"
    ONLY_ENCRYPTED = "only_encrypted"
    """A message to be opened again of which there is no draft."""
    DRAFT_GONE = "draft_gone"
    DRAFT_UNREADABLE = "draft_unreadable"
    GNUPG_MISSING = "gnupg_missing"
    GNUPG_FAILED = "gnupg_failed"
    KEY_MISSING = "key_missing"
    """``subject``: the fingerprint; "" for the secret key that a message was encrypted to."""
    PASSPHRASE_WRONG = "passphrase_wrong"  # noqa: S105  likewise
    PASSPHRASE_NEEDED = "passphrase_needed"  # noqa: S105  likewise
    PASSPHRASE_CANCELLED = "passphrase_cancelled"  # noqa: S105  likewise
    CARD_MISSING = "card_missing"
    CARD_LOCKED = "card_locked"
    KEY_EXPIRED = "key_expired"
    KEY_REVOKED = "key_revoked"
    KEY_UNUSABLE = "key_unusable"
    """Not for this: it may not sign or encrypt, or is damaged."""
    KEY_IS_SECRET = "key_is_secret"  # noqa: S105  likewise
    """To be removed, without saying that the secret key may go."""
    KEY_NOT_FOUND = "key_not_found"
    """Looked up for an address, and nobody publishes one."""
    NO_KEYS = "no_keys"
    """A file or message from which keys were to be taken holds none that can be read."""
    MESSAGE_BROKEN = "message_broken"
    """Encrypted or signed data that is damaged or was changed."""
    INTEGRITY_MISSING = "integrity_missing"
    FORMAT_TOO_NEW = "format_too_new"
    TOO_DEEP = "too_deep"
    OPENED_TOO_LARGE = "opened_too_large"
    FILE_UNREADABLE = "file_unreadable"
    FILE_CHANGED = "file_changed"
    FILE_GONE = "file_gone"
    FILE_UNWRITABLE = "file_unwritable"
    ENGINE_STOPPED = "engine_stopped"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Problem:
    """``subject`` is what it is about (host:port, address, folder, file); ``detail`` the technical line, no secrets.

    ``certificate``: the one a server showed, of CERTIFICATE_* and CLOCK_WRONG; not believed.
    ``size_bytes`` and ``limit_bytes``: of MESSAGE_TOO_LARGE, where the server tells its limit.
    """

    kind: ProblemKind
    subject: str = ""
    detail: str = ""
    certificate: Certificate | None = None
    size_bytes: int = 0
    limit_bytes: int = 0


class MailError(Exception):
    """An expected failure; every error of this program that a user may see is one of these."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.kind}: {problem.subject} {problem.detail}".strip())
        self.problem = problem
