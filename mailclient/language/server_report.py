"""The server report in words: how we are connected, what the server can do and what of it is used."""

from collections.abc import Callable
from dataclasses import dataclass

from mailclient.language.catalogue import tr, tr_n
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import Capability, Quota, ServerReport, Use


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A heading and its sentences."""

    title: str
    lines: tuple[str, ...]


def report_text(report: ServerReport) -> list[ReportSection]:
    """The report in the active language; sections without a line are left out."""
    used = [one for one in report.capabilities if one.use is Use.USED]
    sections = [
        ReportSection(tr("Connection"), tuple(_connection(report))),
        ReportSection(tr("Limits"), tuple(_limits(report))),
        ReportSection(tr("Used on this server"), _sentences(used)),
        ReportSection(tr("Offered, not needed"), _sentences([c for c in report.capabilities if c.use is Use.SPARE])),
        ReportSection(
            tr("Offered, not known to this program"),
            tuple(one.name for one in report.capabilities if one.use is Use.UNKNOWN),
        ),
    ]
    return [section for section in sections if section.lines]


def capability_sentence(name: str) -> str:
    """What a capability gives, in one sentence; "" for one without a description."""
    family = name.partition("=")[0]
    words = _SENTENCES.get(name) or _FAMILIES.get(family) or _SENTENCES.get(family)
    return words() if words else ""


def _sentences(capabilities: list[Capability]) -> tuple[str, ...]:
    lines = []
    for one in capabilities:
        sentence = capability_sentence(one.name)
        lines.append(f"{one.name}: {sentence}" if sentence else one.name)
    return tuple(lines)


def _connection(report: ServerReport) -> list[str]:
    lines = [tr("The server is {server}.", server=report.server)]
    if report.software:
        lines.append(tr("It calls itself “{software}”.", software=report.software))
    if report.tls_version:
        lines.append(
            tr(
                "The connection is protected by {version} with {cipher}.",
                version=report.tls_version.replace("TLSv", "TLS "),
                cipher=report.tls_cipher,
            )
        )
    else:
        lines.append(tr("The connection is not protected: anyone on the way can read along."))
    lines.append(_login(report.mechanism))
    lines.append(
        tr("What is sent is compressed.") if report.compressed else tr("What is sent is not compressed."),
    )
    lines.append(
        tr_n(
            "The login took {count} round trip and {seconds} s; one answer takes {latency} ms.",
            "The login took {count} round trips and {seconds} s; one answer takes {latency} ms.",
            report.login_round_trips,
            seconds=f"{report.login_seconds:.2f}",
            latency=round(report.latency_seconds * 1000),
        )
    )
    return lines


def _login(mechanism: str) -> str:
    if mechanism.startswith("SCRAM") and mechanism.endswith("-PLUS"):
        return tr(
            "{mechanism}: the password is not sent, and the login is tied to this connection.", mechanism=mechanism
        )
    if mechanism.startswith("SCRAM"):
        return tr("{mechanism}: the password is not sent, and the server proved that it knows it.", mechanism=mechanism)
    match mechanism:
        case "OAUTHBEARER" | "XOAUTH2":
            return tr("{mechanism}: a token stands for the password.", mechanism=mechanism)
        case "CRAM-MD5":
            return tr("{mechanism}: the password is not sent, but the method is old and weak.", mechanism=mechanism)
        case "EXTERNAL" | "PREAUTH":
            return tr("{mechanism}: the connection itself says who you are.", mechanism=mechanism)
    return tr("{mechanism}: the password is sent as it is.", mechanism=mechanism)


def _limits(report: ServerReport) -> list[str]:
    lines = []
    if report.append_limit:
        lines.append(tr("The largest message it takes has {size}.", size=_size(report.append_limit)))
    lines += [_quota(quota) for quota in report.quotas]
    if report.inbox_rights is not None:
        lines.append(_rights(report.inbox_rights))
    return lines


def _quota(quota: Quota) -> str:
    match quota.name.upper():
        case "STORAGE":
            return tr("{used} of {limit} are used.", used=_size(quota.used), limit=_size(quota.limit))
        case "MESSAGE":
            return tr("{used} of {limit} messages are used.", used=quota.used, limit=quota.limit)
        case "MAILBOX":
            return tr("{used} of {limit} folders are used.", used=quota.used, limit=quota.limit)
    return tr("{name}: {used} of {limit} are used.", name=quota.name, used=quota.used, limit=quota.limit)


def _rights(rights: Rights) -> str:
    if Rights.READ not in rights:
        return tr("You may not read the inbox.")
    if Rights.TAKE_AWAY in rights and Rights.INSERT in rights and Rights.WRITE in rights:
        return tr("You may read and change everything in the inbox.")
    if rights & Rights.TAKE_AWAY:
        return tr("You may read the inbox and delete from it; some changes are not allowed.")
    return tr("You may read the inbox, but not delete from it.")


def _size(count: int) -> str:
    """In powers of 1000, as disks are sold."""
    for unit, size in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"


_Words = Callable[[], str]

_SENTENCES: dict[str, _Words] = {
    "ACL": lambda: tr("what you may do with each folder is known beforehand"),
    "BINARY": lambda: tr("attachments can come without the overhead of their encoding"),
    "CATENATE": lambda: tr("a draft can be changed without sending all of it again"),
    "CHILDREN": lambda: tr("folders with folders below them are told apart"),
    "COMPRESS=DEFLATE": lambda: tr("less goes over the line"),
    "CONDSTORE": lambda: tr("only changed flags are fetched"),
    "CREATE-SPECIAL-USE": lambda: tr("a new Sent or Trash folder is known as such to all programs"),
    "ENABLE": lambda: tr("extensions can be switched on"),
    "ESEARCH": lambda: tr("search results come in a short form"),
    "ESORT": lambda: tr("sorted results come in a short form"),
    "ID": lambda: tr("server and program tell each other their names"),
    "IDLE": lambda: tr("new mail is told at once"),
    "IMAP4REV1": lambda: tr("the protocol, in its widespread version"),
    "IMAP4REV2": lambda: tr("the protocol, in its newest version"),
    "INPROGRESS": lambda: tr("long work tells how far it is"),
    "LIST-EXTENDED": lambda: tr("folders, and which of them are subscribed to, come in one answer"),
    "LIST-METADATA": lambda: tr("notes on folders come with their list"),
    "LIST-MYRIGHTS": lambda: tr("folders and what you may do with them come in one answer"),
    "LIST-STATUS": lambda: tr("folders and how many messages they have come in one answer"),
    "LITERAL+": lambda: tr("messages are uploaded without waiting for leave"),
    "LITERAL-": lambda: tr("short texts are sent without waiting for leave"),
    "LOGINDISABLED": lambda: tr("the simplest login is switched off"),
    "METADATA": lambda: tr("notes can be kept on folders"),
    "MOVE": lambda: tr("messages are moved in one step"),
    "MULTIAPPEND": lambda: tr("several messages can be uploaded at once"),
    "MULTISEARCH": lambda: tr("several folders can be searched at once"),
    "NAMESPACE": lambda: tr("where your folders and those of others begin is known"),
    "NOTIFY": lambda: tr("news of all folders come over one connection"),
    "OBJECTID": lambda: tr("messages and folders are recognised after they were moved or renamed"),
    "PARTIAL": lambda: tr("of long search results only the newest come"),
    "PREVIEW": lambda: tr("lists show the first words of messages that are not here"),
    "QRESYNC": lambda: tr("after a pause only what changed or vanished is fetched"),
    "QUOTA": lambda: tr("how full the account is can be told"),
    "REPLACE": lambda: tr("a draft can be replaced in one step"),
    "SASL-IR": lambda: tr("the login takes one step less"),
    "SAVEDATE": lambda: tr("what has been in Trash for too long can be told to the second"),
    "SEARCH=FUZZY": lambda: tr("searches can find similar words"),
    "SEARCHRES": lambda: tr("the result of a search can be used by the next command"),
    "SORT": lambda: tr("the server can sort; here it is done without it"),
    "SPECIAL-USE": lambda: tr("Sent, Drafts, Trash and their like are recognised"),
    "STARTTLS": lambda: tr("a connection in the clear can become a protected one"),
    "STATUS=SIZE": lambda: tr("how large a folder is can be told"),
    "UIDONLY": lambda: tr("the server need not number the messages of a folder"),
    "UIDPLUS": lambda: tr("exactly the chosen messages are deleted, and copies are recognised"),
    "UNSELECT": lambda: tr("a folder can be left without consequences"),
    "UTF8=ACCEPT": lambda: tr("folder names and addresses may be in any script"),
    "UTF8=ONLY": lambda: tr("folder names and addresses may be in any script"),
    "WITHIN": lambda: tr("searches can ask for the age of messages"),
    "X-GM-EXT-1": lambda: tr("Gmail's labels and conversations are known"),
}

_FAMILIES: dict[str, _Words] = {
    "APPENDLIMIT": lambda: tr("how large a message may be is known before it is uploaded"),
    "AUTH": lambda: tr("a way to log in"),
    "CONTEXT": lambda: tr("search results can be kept up to date by the server"),
    "QUOTA": lambda: tr("how full the account is can be told"),
    "RIGHTS": lambda: tr("what you may do is told in detail"),
    "SORT": lambda: tr("the server can sort; here it is done without it"),
    "THREAD": lambda: tr("the server can gather conversations; here it is done without it"),
    "URLAUTH": lambda: tr("parts of messages can be shared by an address"),
}
