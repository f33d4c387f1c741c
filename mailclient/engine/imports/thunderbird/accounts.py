"""Accounts of the profile → settings, with what could not be taken over."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from mailclient.engine.imports.foreign_file import is_inside, read_start
from mailclient.engine.imports.thunderbird import servers
from mailclient.engine.imports.thunderbird.filters import LIMIT, Home, read_filters
from mailclient.engine.imports.thunderbird.identities import Identities
from mailclient.engine.imports.thunderbird.prefs import Prefs
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind
from mailclient.mail.filter import Filter
from mailclient.mail.identity import Identity
from mailclient.mail.import_report import FoundAccount, ImportNote, NoteKind
from mailclient.mail.problem import MailError

ACCOUNTS_MAX = 100
_IDENTITIES_MAX = 50
_LOCAL = "none"
"""The type of "Local Folders"."""


@dataclass(frozen=True, slots=True)
class ReadAccount:
    """One that can be taken over. ``to_this_computer``: its mail comes to the inbox of this computer's own folders."""

    key: str
    settings: AccountSettings
    filters: tuple[Filter, ...] = ()
    to_this_computer: bool = False
    notes: list[ImportNote] = field(default_factory=list)

    def found(self, *, is_here: bool) -> FoundAccount:
        """As it is told."""
        settings = self.settings
        return FoundAccount(
            self.key,
            settings.kind,
            settings.email,
            f"{settings.incoming.host}:{settings.incoming.port}",
            identities=len(settings.identities),
            filters=len(self.filters),
            needs_sign_in=LoginKind.OAUTH in (settings.incoming.login, settings.smtp.login),
            is_here=is_here,
        )


class Accounts:
    """Of one profile; ``notes`` are those of no account that can be taken over."""

    def __init__(self, prefs: Prefs, profile: Path, home: Path) -> None:
        self._prefs = prefs
        self._profile = profile
        self._home = home
        self.notes: list[ImportNote] = []

    def read(self) -> list[ReadAccount]:
        """All, the default one first."""
        keys = self._prefs.words("mail.accountmanager.accounts")
        default = self._prefs.text("mail.accountmanager.defaultaccount")
        keys.sort(key=lambda key: key != default)
        found = (self._account(key) for key in keys[:ACCOUNTS_MAX])
        return [one for one in found if one is not None]

    def _account(self, key: str) -> ReadAccount | None:
        server = self._prefs.text(f"mail.account.{key}.server")
        type_ = self._prefs.text(f"mail.server.{server}.type")
        name = self._prefs.text(f"mail.server.{server}.name") or self._prefs.text(f"mail.server.{server}.hostname")
        if type_ == _LOCAL:
            self._tell_local_mail(server)
            return None
        kind = servers.KINDS.get(type_)
        if kind is None:
            self.notes.append(ImportNote(NoteKind.ACCOUNT_KIND_UNKNOWN, name or key, type_))
            return None
        identities = Identities(self._prefs, self._profile, self._home)
        keys = self._prefs.words(f"mail.account.{key}.identities")[:_IDENTITIES_MAX]
        known = [(one, identity) for one in keys if (identity := identities.of(one)) is not None]
        incoming = servers.incoming(self._prefs, server, kind) if known else None
        if not known or incoming is None:
            self.notes.append(ImportNote(NoteKind.ACCOUNT_INCOMPLETE, name or key))
            return None
        return self._complete(key, server, kind, known, incoming, identities.notes)

    def _complete(
        self,
        key: str,
        server: str,
        kind: AccountKind,
        known: list[tuple[str, Identity]],
        incoming: servers.Found,
        notes: list[ImportNote],
    ) -> ReadAccount:
        email = known[0][1].address
        smtp_keys = [self._smtp_key(one) for one, _ in known]
        smtp = servers.submission(self._prefs, smtp_keys[0], incoming.sign_in) if smtp_keys[0] else None
        notes = [*incoming.notes, *(smtp.notes if smtp else ()), *notes]
        if smtp is None:
            notes.append(ImportNote(NoteKind.SMTP_MISSING, email))
        others = zip(smtp_keys[1:], known[1:], strict=True)
        notes += [
            ImportNote(NoteKind.SMTP_OF_IDENTITY, one[1].address)
            for smtp_key, one in others
            if smtp_key != smtp_keys[0]
        ]
        identities = tuple(identity for _, identity in known)
        settings = AccountSettings(
            email,
            identities[0].name,
            incoming.server,
            smtp.server if smtp else servers.guessed_submission(incoming.server),
            kind,
            identities=identities,
            sign_in=incoming.sign_in or (smtp.sign_in if smtp else None),
        )
        if kind is AccountKind.POP3:
            settings = replace(settings, pop3=servers.pop3_rules(self._prefs, server))
        if settings.sign_in is not None:
            notes.append(ImportNote(NoteKind.SIGN_IN_AGAIN, email))
        deferred = self._is_deferred(server)
        home = Home(kind, incoming.server.host, incoming.server.user, local=deferred)
        filters, told = self._filters(server, home)
        return ReadAccount(key, settings, filters, deferred and kind is AccountKind.POP3, notes + told)

    def _smtp_key(self, identity: str) -> str:
        return self._prefs.text(f"mail.identity.{identity}.smtpServer") or self._prefs.text("mail.smtp.defaultserver")

    def _is_deferred(self, server: str) -> bool:
        """Whether its mail comes to Local Folders."""
        account = self._prefs.text(f"mail.server.{server}.deferred_to_account")
        target = self._prefs.text(f"mail.account.{account}.server")
        return bool(account) and self._prefs.text(f"mail.server.{target}.type") == _LOCAL

    def _filters(self, server: str, home: Home) -> tuple[tuple[Filter, ...], list[ImportNote]]:
        directory = self._directory(server)
        if directory is None or not (directory / "msgFilterRules.dat").exists():
            return (), []
        try:
            data = read_start(directory / "msgFilterRules.dat", LIMIT)
        except MailError as error:
            return (), [ImportNote(NoteKind.FILTERS_UNREADABLE, home.host, error.problem.detail)]
        return read_filters(data, home)

    def _directory(self, server: str) -> Path | None:
        """Where the server's files are, in the profile (which may have been moved since)."""
        relative = self._prefs.text(f"mail.server.{server}.directory-rel")
        named = self._prefs.text(f"mail.server.{server}.directory")
        if relative.startswith("[ProfD]"):
            path = self._profile / relative.removeprefix("[ProfD]")
        elif named:
            path = Path(named)
        else:
            return None
        return path if "\0" not in str(path) and is_inside(path, self._profile) else None

    def _tell_local_mail(self, server: str) -> None:
        directory = self._directory(server)
        try:
            files = [] if directory is None else list(directory.iterdir())
            holds_mail = any(one.suffix == "" and one.is_file() and one.stat().st_size for one in files)
        except OSError:
            holds_mail = False
        if holds_mail:
            self.notes.append(ImportNote(NoteKind.LOCAL_MAIL, self._prefs.text(f"mail.server.{server}.name")))
