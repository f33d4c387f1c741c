"""Bounces of about sixty mail systems against what Sisimai says of them; ``docs/special-mail.md`` names the deviations.

The counts may rise, never fall.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mailclient.mail.delivery_report import Cause, Outcome, RecipientReport
from mailclient.mail.special import Special
from mailclient.mime.display import message_body
from mailclient.mime.reader import read

CORPUS = Path(__file__).resolve().parents[4].parent / "shared" / "corpus"
BOUNCES = CORPUS / "sisimai-bounces" / "maildir" / "bsd"

SAME = {
    "authfailure": {Cause.SENDER_NOT_AUTHENTICATED},
    "badreputation": {Cause.SERVER_REFUSED},
    "blocked": {Cause.SERVER_REFUSED},
    "contenterror": {Cause.CONTENT},
    "exceedlimit": {Cause.TOO_LARGE},
    "expired": {Cause.EXPIRED},
    "filtered": {Cause.REFUSED_BY_RECIPIENT},
    "hasmoved": {Cause.MOVED},
    "hostunknown": {Cause.DOMAIN_UNKNOWN},
    "mailboxfull": {Cause.MAILBOX_FULL},
    "mailererror": {Cause.SERVER_TROUBLE},
    "mesgtoobig": {Cause.TOO_LARGE},
    "networkerror": {Cause.UNREACHABLE, Cause.LOOP},
    "norelaying": {Cause.RELAYING_DENIED},
    "notaccept": {Cause.TAKES_NO_MAIL},
    "onhold": {Cause.SERVER_TROUBLE, Cause.UNKNOWN},
    "policyviolation": {Cause.POLICY},
    "rejected": {Cause.SENDER_REFUSED},
    "requireptr": {Cause.SERVER_REFUSED},
    "securityerror": {Cause.POLICY, Cause.LOGIN, Cause.ENCRYPTION},
    "spamdetected": {Cause.SPAM},
    "speeding": {Cause.TOO_MUCH},
    "suppressed": {Cause.SUPPRESSED},
    "suspend": {Cause.MAILBOX_DISABLED},
    "syntaxerror": {Cause.COMMAND},
    "systemerror": {Cause.SERVER_TROUBLE},
    "systemfull": {Cause.SERVER_FULL},
    "toomanyconn": {Cause.TOO_MUCH},
    "userunknown": {Cause.USER_UNKNOWN},
    "virusdetected": {Cause.VIRUS},
}
HARD = {Cause.USER_UNKNOWN, Cause.DOMAIN_UNKNOWN, Cause.MOVED, Cause.TAKES_NO_MAIL}
LEAST = {
    "messages": 159,
    "recipients": 174,
    "status": 132,
    "code": 172,
    "reason": 150,
    "hard": 166,
    "feedback": 5,
    "vacation": 2,
}


def special(name: str) -> Special:
    return message_body(read((BOUNCES / name).read_bytes())).special


def compare(expected: dict[str, Any], got: RecipientReport) -> dict[str, bool]:
    reason, status = expected["reason"], expected["status"]
    delivered = reason == "delivered"
    fits = got.outcome is Outcome.DELIVERED if delivered else got.cause in SAME[reason]
    return {
        "recipients": True,
        # x.0.9nn is made up by Sisimai where no server gave a status
        "status": ".0.9" not in status and status == got.status,
        "code": expected["reply_code"] == got.reply_code,
        "reason": fits,
        "hard": expected["hard_bounce"] == (got.cause in HARD),
    }


def agreement() -> Counter[str]:
    counts: Counter[str] = Counter()
    for case in json.loads((CORPUS / "sisimai-expected" / "cases.json").read_text()):
        if not (BOUNCES / case["message"]).exists():
            continue
        found, expected = special(case["message"]), case["bounces"]
        if expected[0]["reason"] == "feedback":
            counts["feedback"] += found.complaint is not None
        elif expected[0]["reason"] == "vacation":
            counts["vacation"] += found.is_automatic
        else:
            got = found.report.recipients if found.report else ()
            counts["messages"] += len(got) == len(expected)
            for pair in zip(expected, got, strict=False):
                counts.update({name: agreed for name, agreed in compare(*pair).items() if agreed})
    return counts


@pytest.mark.skipif(not BOUNCES.exists(), reason="the corpus of outside samples is not beside the checkout")
def test_agreement_does_not_get_worse() -> None:
    counts = agreement()
    assert {name: count for name, count in counts.items() if count < LEAST[name]} == {}, counts


@pytest.mark.skipif(not BOUNCES.exists(), reason="the corpus of outside samples is not beside the checkout")
def test_nearly_every_bounce_says_which_message_it_is_about() -> None:
    reports = [report for path in sorted(BOUNCES.glob("*.eml")) if (report := special(path.name).report) is not None]
    assert len(reports) > 180
    assert sum(bool(report.returned.message_id) for report in reports) > len(reports) * 0.85
