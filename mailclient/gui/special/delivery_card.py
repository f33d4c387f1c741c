"""A report of delivery: who did not get the message, why, what to do; with the message it speaks of."""

from mailclient.gui.special.card import Card
from mailclient.gui.special.surroundings import Shown, Surroundings
from mailclient.language import tr, tr_n
from mailclient.language.delivery import (
    outcome_sentence,
    permanence_sentence,
    report_sentence,
    technical_line,
    why_and_what_to_do,
)
from mailclient.mail.delivery_report import DeliveryReport, Outcome, RecipientReport, ReturnedMessage
from mailclient.mail.ids import MessageId

_SHOWN_RECIPIENTS = 5


class DeliveryCard(Card):
    """Shows ``DeliveryReport``; "Show the message" opens what was sent, where it is here."""

    def __init__(self, shown: Shown, report: DeliveryReport, around: Surroundings) -> None:
        trouble = [one for one in report.recipients if one.outcome in (Outcome.FAILED, Outcome.DELAYED)]
        failed = any(one.outcome is Outcome.FAILED for one in trouble)
        icon, colour = ("circle-alert", "danger") if failed else ("clock", "warning")
        if not trouble:
            icon, colour = "circle-check", "good"
        super().__init__(icon, tr("Delivery report"), colour=colour)
        self.add_line(report_sentence(report), "strong")
        single = len(report.recipients) == 1
        for one in report.recipients[:_SHOWN_RECIPIENTS]:
            self._add_recipient(one, single=single)
        more = len(report.recipients) - _SHOWN_RECIPIENTS
        if more > 0:
            self.add_line(tr_n("and {count} more", "and {count} more", more), "meta")
        self._add_returned(report.returned, shown, around)
        lines = "\n".join(technical_line(one) for one in report.recipients[:_SHOWN_RECIPIENTS])
        if lines.strip():
            self.add_details(tr("Details"), lines)

    def _add_recipient(self, report: RecipientReport, *, single: bool) -> None:
        if not single:
            self.add_line(outcome_sentence(report), "strong")
        if report.written_to:
            self.add_line(tr("You wrote to {address}, which passes mail on.", address=report.written_to), "meta")
        why, advice = why_and_what_to_do(report)
        sentence = " ".join(word for word in (why, permanence_sentence(report)) if word)
        if sentence:
            self.add_line(sentence)
        if advice:
            self.add_line(advice)

    def _add_returned(self, returned: ReturnedMessage, shown: Shown, around: Surroundings) -> None:
        if returned.subject:
            self.add_line(tr("Your message: {subject}", subject=returned.subject), "meta")
        sent = sent_message(returned.message_id, shown, around)
        if sent is not None:
            self.add_action(tr("Show the message"), lambda: around.open_message(sent))
        elif returned.message_id:
            self.add_line(
                tr(
                    "That message was not found here. If you did not write it, somebody has used your address for it;"
                    " you need not do anything."
                ),
                "meta",
            )


def sent_message(message_id_header: str, shown: Shown, around: Surroundings) -> MessageId | None:
    """The message of this Message-ID, wherever it is here; None where it is not."""
    found = [one for one in around.reader.messages_called(message_id_header) if one != shown.id]
    return found[0] if found else None
