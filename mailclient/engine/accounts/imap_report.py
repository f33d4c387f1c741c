"""A fresh IMAP login to see what the server can do, what of it we use, and what it lets us do."""

import asyncio

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.login_meter import LoginMeter
from mailclient.mail.account import Secret, Server
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import Capability, Quota, ServerReport, Use
from mailclient.transport.stream import Dial
from mailclient.wire.imap.capability import append_limit
from mailclient.wire.imap.commands.get_quota_root import GetQuotaRoot
from mailclient.wire.imap.commands.my_rights import MyRights
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.events import MyRightsData, QuotaData

_USED = frozenset(
    {
        "IMAP4REV1",
        "ACL",
        "APPENDLIMIT",
        "BINARY",
        "CHILDREN",
        "CREATE-SPECIAL-USE",
        "ENABLE",
        "ESEARCH",
        "ID",
        "IDLE",
        "INPROGRESS",
        "LIST-EXTENDED",
        "LIST-MYRIGHTS",
        "LIST-STATUS",
        "LITERAL+",
        "LITERAL-",
        "LOGINDISABLED",
        "MOVE",
        "MULTIAPPEND",
        "MULTISEARCH",
        "NAMESPACE",
        "NOTIFY",
        "OBJECTID",
        "PARTIAL",
        "PREVIEW",
        "QUOTA",
        "REPLACE",
        "SASL-IR",
        "SAVEDATE",
        "SPECIAL-USE",
        "STARTTLS",
        "UIDPLUS",
        "WITHIN",
        "X-GM-EXT-1",
    }
)
"""Used wherever they are offered; those that depend on more are in ``_use``."""

_SPARE = frozenset(
    {
        "CATENATE",
        "CONTEXT=SEARCH",
        "ESORT",
        "LIST-METADATA",
        "METADATA",
        "SEARCH=FUZZY",
        "SEARCHRES",
        "SORT",
        "STATUS=SIZE",
        "UNSELECT",
        "URLAUTH",
    }
)


async def report_imap(dial: Dial, server: Server, secret: Secret) -> ServerReport:
    """Log in, look around, leave; ``MailError`` as of ``ImapSession.open``."""
    meter = LoginMeter(dial)
    session = await ImapSession.open(server, secret, meter.dial)
    try:
        meter.logged_in()
        quotas, rights = await asyncio.gather(_quotas(session), _inbox_rights(session))
        await meter.measure(lambda: session.run(Noop()))
        return meter.filled(_report(session, quotas, rights))
    finally:
        await session.close()


def _report(session: ImapSession, quotas: tuple[Quota, ...], rights: Rights | None) -> ServerReport:
    welcome = session.welcome
    personal = welcome.namespaces.personal[:1] if welcome.namespaces else ()
    return ServerReport(
        server=session.name,
        software=" ".join(welcome.server_id[key] for key in ("name", "version") if welcome.server_id.get(key)),
        mechanism=welcome.mechanism,
        compressed=welcome.compressed,
        utf8=session.utf8,
        capabilities=tuple(Capability(name, _use(name, session)) for name in sorted(session.capabilities)),
        enabled=tuple(sorted(session.enabled)),
        size_limit=append_limit(session.capabilities),
        quotas=quotas,
        inbox_rights=rights,
        personal_prefix="".join(namespace.prefix for namespace in personal),
        delimiter="".join(namespace.delimiter for namespace in personal),
    )


def _use(name: str, session: ImapSession) -> Use:
    word, _, value = name.partition("=")
    match word:
        case "AUTH":
            return Use.USED if value == session.welcome.mechanism else Use.SPARE
        case "COMPRESS":
            return Use.USED if session.welcome.compressed else Use.SPARE
        case "QRESYNC" | "IMAP4REV2" | "CONDSTORE" | "UIDONLY":
            return Use.USED if word in session.enabled else Use.SPARE
        case "UTF8":
            return Use.USED if session.utf8 else Use.SPARE
        case "APPENDLIMIT" | "QUOTA" | "RIGHTS" | "NAMESPACE":
            return Use.USED
        case "THREAD":
            return Use.SPARE
    if name in _USED:
        return Use.USED
    return Use.SPARE if name in _SPARE or word in _SPARE else Use.UNKNOWN


async def _quotas(session: ImapSession) -> tuple[Quota, ...]:
    if not any(name.partition("=")[0] == "QUOTA" for name in session.capabilities):
        return ()
    answer = await session.run(GetQuotaRoot("INBOX"), check=False)
    return tuple(
        Quota(resource.name, resource.used * _unit(resource.name), resource.limit * _unit(resource.name))
        for quota in answer.all(QuotaData)
        for resource in quota.resources
    )


def _unit(resource: str) -> int:
    """RFC 9208 section 5: storage counts in units of 1024 bytes."""
    return 1024 if resource.upper().endswith("STORAGE") else 1


async def _inbox_rights(session: ImapSession) -> Rights | None:
    if "ACL" not in session.capabilities:
        return None
    answer = await session.run(MyRights("INBOX"), check=False)
    told = answer.all(MyRightsData)
    return Rights.from_imap(told[0].rights) if told else None
