"""A delivery report out of a message, whatever its form: RFC 3464 and RFC 6533 fields, or words for people.

Reading it takes the server's fields first; where they are vague ("5.0.0", no Diagnostic-Code) its words are taken too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from mailclient.mail.delivery_report import Cause, DeliveryReport, Outcome, RecipientReport, ReturnedMessage
from mailclient.mime.date import parse_date
from mailclient.mime.header import Field, first
from mailclient.mime.special.any_of import AnyOf
from mailclient.mime.special.bounce_words import recipients_in, words_about
from mailclient.mime.special.cause import cause_of
from mailclient.mime.special.dialogue import refused_after_data
from mailclient.mime.special.report_fields import Group, groups_of, typed
from mailclient.mime.special.status_codes import better_status, codes_in, is_permanent
from mailclient.mime.words import decode_words, header_text

_RECIPIENTS_LIMIT = 300
_DIAGNOSTIC_LIMIT = 2_000
_FEW, _SHORT_DIAGNOSTIC = 20, 200
"""Of more recipients than a few, so many characters of each one's words are read: together they take no long time."""
_ACTIONS = {"failed": Outcome.FAILED, "failure": Outcome.FAILED, "delayed": Outcome.DELAYED,
            "delivered": Outcome.DELIVERED, "deliverable": Outcome.DELIVERED, "relayed": Outcome.RELAYED,
            "expanded": Outcome.EXPANDED}  # fmt: skip
_DELAY = AnyOf(r"""
    \bdelay|not yet been delivered|will (?:be retried|(?:continue|keep) (?:to )?try)|will be retried
    warning message only|still being|no action is required|지연|遅延|delivery attempts will continue
""")
_FAILURE = AnyOf(r"""
    undeliver|not (?:be )?(?:been )?deliver|fail|returned|unable to|could ?n[o']t|was not|rejected|unknown|error
    not reach|giving up|bounce|refused|does not exist|exceeds|may not exist|full|배달|전달되지
    전송.{0,6}(?:실패|되지)|반송|수신.{0,6}실패|보내지 못|送信できません|配信できません|配送|届|エラー|未达|退信
    無法|无法|не может быть доставлено|недостав|impossible|no se (?:ha|pudo)|zustell|不能|neexistuje|अनुमति
    no exista|existe
""")
_DAEMON = AnyOf(r"""
    mailer-?daemon|postmaster|mail delivery|delivery sub|system administrator|mail-?system|mdaemon|bounce
    mailadmin|no-?reply|nobody@|mail deliver|microsoft outlook|virus|scan
""")
_SUBJECT = AnyOf(r"""
    undeliver|returned mail|delivery (?:status|failure|problem|notification|error|report)
    failure (?:notice|delivery)|delivery has failed|failed delivery
    mail (?:delivery|system) (?:failed|error|failure)|could not be delivered|mail error|non ?remis|unzustellbar
    no se (?:ha )?(?:podido|pudo) entregar|недостав|не доставлен|전송 ?실패|전달 ?실패|반송|배달|배송 ?실패
    수신 ?실패|메일.{0,10}실패|配信|送信(?:エラー|でき|失敗)|メールエラー|エラー通知|退信|error sending your mail
    delivery delayed|message .{0,40}delayed|warning: message|mail not delivered|not delivered|permanent delivery
    nondeliverable|rejected:
""")
_TYPE_WORD = re.compile(r"^\s*(?:smtp|x-[\w-]+|x\.?400|dns|unix|lmtp|mapi)\s*;\s*", re.IGNORECASE)
_VAGUE_STATUS = ("", "5.0.0", "4.0.0", "5.0", "4.0")
_DOWN = re.compile(r"^\s*(?:x-postfix|smtp|unknown|\d+)?[;:]?\s*$", re.IGNORECASE)


def looks_like_bounce(fields: tuple[Field, ...]) -> bool:
    """By its header: it has a failed recipient, or is from a mail system and says that something was not delivered."""
    if first(fields, "x-failed-recipients"):
        return True
    subject = decode_words(first(fields, "subject"))
    return is_from_daemon(fields) and _SUBJECT.search(subject) is not None


def is_from_daemon(fields: tuple[Field, ...]) -> bool:
    """Whether a program of a mail server has written it, by its return path or its sender."""
    from_ = decode_words(first(fields, "from"))
    path = first(fields, "return-path").strip().lower()
    return path in (b"<>", b"<mailer-daemon>") or _DAEMON.search(from_) is not None or from_.strip() in ("", "<>")


def standard_report(statuses: Sequence[bytes], text: str, returned: ReturnedMessage) -> DeliveryReport | None:
    """From message/delivery-status parts, with the words of the report beside them; None where they name nobody."""
    server = ""
    named: list[Group] = []
    for status in statuses:
        groups = groups_of(status)
        server = next((typed(one["reporting-mta"]) for one in groups if "reporting-mta" in one), server)
        named += [group for group in groups if _names_one(group)]
    if not named:
        return None
    room = _DIAGNOSTIC_LIMIT if len(named) <= _FEW else _SHORT_DIAGNOSTIC
    recipients = tuple(_standard_recipient(group, text, room) for group in named[:_RECIPIENTS_LIMIT])
    return DeliveryReport(recipients, returned, server, is_standard=True)


def worded_report(
    fields: tuple[Field, ...], text: str, returned: ReturnedMessage, own: tuple[str, ...]
) -> DeliveryReport | None:
    """From words for people; None where they do not say that something was not delivered, or to whom."""
    subject = decode_words(first(fields, "subject"))
    if not _FAILURE.search(text) and not _DELAY.search(text):
        return None
    if "final-recipient:" in text.lower():
        start = re.search(r"(?im)^[ \t]*(?:reporting-mta|final-recipient|original-recipient|action):", text)
        block = text[start.start() if start else 0 :].encode("utf-8", "replace")
        report = standard_report([block], text[: start.start()] if start else text, returned)
        if report is not None:
            return report
    known = tuple(one.strip() for one in header_text(first(fields, "x-failed-recipients")).split(",") if "@" in one)
    said = recipients_in(text, not_these=own, known=known)
    if not said and returned.to and looks_like_bounce(fields):
        said = recipients_in("", known=(returned.to,))
    delayed = _DELAY.search(f"{subject}\n{text[:1_500]}") is not None and not re.search(
        r"permanent|fatal", text[:1_500], re.IGNORECASE
    )
    recipients = [_worded_recipient(one.address, one.words or text, text, delayed=delayed) for one in said]
    return DeliveryReport(tuple(recipients[:_RECIPIENTS_LIMIT]), returned) if recipients else None


def _names_one(group: Group) -> bool:
    return any(name in group for name in ("final-recipient", "original-recipient", "x-actual-recipient"))


def _standard_recipient(group: Group, text: str, room: int) -> RecipientReport:
    """``room``: characters of its words that are looked through for a reason."""
    address = typed(group.get("final-recipient", "") or group.get("x-actual-recipient", ""))
    written_to = typed(group.get("original-recipient", ""))
    if "@" not in address and "@" in written_to:
        address = written_to
    outcome = _ACTIONS.get(group.get("action", "").split(" ")[0].strip().lower().rstrip(";,."), Outcome.FAILED)
    diagnostic = _TYPE_WORD.sub("", group.get("diagnostic-code", ""))[:room]
    stated = re.match(r"\d\.\d{1,3}\.\d{1,3}", group.get("status", "").strip())
    said = codes_in(diagnostic)
    status = stated[0] if stated else ""
    words = diagnostic or _comment(group.get("status", ""))
    if outcome in (Outcome.FAILED, Outcome.DELAYED) and (_DOWN.match(diagnostic) or not any(said)):
        by_program = group.get("diagnostic-code", "").lower().startswith("x-unix")
        about = (text if by_program else words_about(address, text))[:room]
        words = f"{words}\n{about}"
        more = codes_in(about)
        said = (said[0] or more[0], said[1] or more[1])
    code, status = said[0], better_status(status, said[1])
    if outcome is Outcome.FAILED and _is_stronger(said[1], status):
        status = said[1]
    diagnostic = diagnostic or words.strip()[:_DIAGNOSTIC_LIMIT]
    report = _report(
        address, outcome, words, status, code, diagnostic,
        server=typed(group.get("remote-mta", "")), written_to=written_to, until=group.get("will-retry-until", ""),
    )  # fmt: skip
    return _by_time(report, text)


def _by_time(report: RecipientReport, text: str) -> RecipientReport:
    """ "User unknown" after the address was taken, and without the status that means it, is a refusal."""
    if report.cause is not Cause.USER_UNKNOWN or report.status[2:3] == "1":
        return report
    if not refused_after_data(report.address, text, report.diagnostic):
        return report
    return replace(report, cause=Cause.REFUSED_BY_RECIPIENT)


def _comment(status: str) -> str:
    """The words in "4.0.0 (host name lookup failure)"; those that only repeat the code say nothing."""
    found = re.search(r"\(([^()]{1,300})\)", status)
    return found[1] if found and not re.match(r"(?:permanent|persistent|transient) ", found[1]) else ""


def _is_stronger(said: str, stated: str) -> bool:
    """The server that refused it is believed before the one that reports it, unless it is vague."""
    return bool(said) and not said.endswith(".0.0") and said != stated


def _worded_recipient(address: str, words: str, text: str, *, delayed: bool) -> RecipientReport:
    code, status = codes_in(words)
    outcome = Outcome.DELAYED if delayed else Outcome.FAILED
    diagnostic = words.strip()[:_DIAGNOSTIC_LIMIT]
    report = _report(address, outcome, words.replace(address, " "), status, code, diagnostic)
    if report.cause is Cause.UNKNOWN and words is not text:
        code, status = code or codes_in(text)[0], status or codes_in(text)[1]
        report = _report(address, outcome, text.replace(address, " "), status, code, diagnostic)
    return _by_time(report, text)


def _report(
    address: str, outcome: Outcome, words: str, status: str, code: str, diagnostic: str,
    *, server: str = "", written_to: str = "", until: str = "",
) -> RecipientReport:  # fmt: skip
    is_trouble = outcome in (Outcome.FAILED, Outcome.DELAYED)
    by_code = is_permanent(status, code)
    return RecipientReport(
        address=address[:320],
        outcome=outcome,
        cause=cause_of(words, status, code) if is_trouble else Cause.UNKNOWN,
        is_permanent=outcome is Outcome.FAILED and by_code is not False,
        status=status,
        reply_code=code,
        diagnostic=diagnostic,
        server=server,
        written_to=written_to if written_to.casefold() != address.casefold() else "",
        try_until=parse_date(until) if until else None,
    )
