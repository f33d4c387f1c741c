"""An invitation: what, when, where and who; accept, maybe, decline; what changed; whether it still counts."""

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QLineEdit

from mailclient.bridge.commands import AnswerInvitation
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.message_view.stranger_text import address_text
from mailclient.gui.special.card import Card
from mailclient.gui.special.surroundings import Shown, Surroundings, own_addresses
from mailclient.language import meeting, tr, tr_n
from mailclient.language.problems import problem_text
from mailclient.mail.ids import PartPath
from mailclient.mail.invitation import Answer, Attendee, Invitation, Method
from mailclient.mail.special_action import ActionKind, KnownInvitation, Progress, SpecialAction, meeting_subject

_SHOWN_ATTENDEES = 6
_DESCRIPTION = 300
_HOLD_SECONDS = 5.0


class InvitationCard(Card):
    """Shows one ``Invitation`` and sends ``AnswerInvitation``."""

    def __init__(self, shown: Shown, invitation: Invitation, around: Surroundings) -> None:
        self._shown, self._invitation, self._around = shown, invitation, around
        versions = [one for one in around.reader.invitations_about(invitation.uid) if one.message_id != shown.id]
        self._older = _older(invitation, versions, around)
        self._newer = _newer(invitation, versions)
        cancelled = invitation.method is Method.CANCEL or invitation.status == "cancelled"
        colour = "danger" if cancelled else "accent_text"
        super().__init__("calendar", meeting.heading(invitation, is_newer=self._older is not None), colour=colour)
        self._add_what_and_when()
        self._add_people()
        self._add_standing(cancelled=cancelled)
        self._add_buttons(cancelled=cancelled)

    # --- what it says -----------------------------------------------------------------------------------------------

    def _add_what_and_when(self) -> None:
        one = self._invitation
        self.add_line(one.summary or tr("(no title)"), "strong")
        when = meeting.when_text(one, None)
        if when:
            self.add_line(when)
        else:
            self.add_line(tr("When it is could not be read; the file may say it."), "meta")
        for text in (meeting.organizer_clock_text(one, None), meeting.recurrence_text(one.recurrence)):
            if text:
                self.add_line(text, "meta")
        if one.location:
            self.add_line(tr("Where: {place}", place=one.location))
        if one.method in (Method.REPLY, Method.COUNTER) and one.comment:
            self.add_line(f"“{one.comment[:_DESCRIPTION]}”")

    def _add_people(self) -> None:
        one = self._invitation
        if one.method in (Method.REPLY, Method.COUNTER) or not one.attendees:
            return
        people = [attendee for attendee in one.attendees if not attendee.is_resource]
        names = ", ".join(_attendee_text(attendee) for attendee in people[:_SHOWN_ATTENDEES])
        more = len(people) - _SHOWN_ATTENDEES
        if more > 0:
            names = tr_n("{names} and {count} more", "{names} and {count} more", more, names=names)
        self.add_line(tr("Who: {names}", names=names), "meta")

    def _add_standing(self, *, cancelled: bool) -> None:
        """What counts now: a newer version, what has changed, the answer that was given."""
        if self._newer is not None and not cancelled:
            newer = self._newer
            text = tr("This meeting was cancelled later.") if newer.method == Method.CANCEL else tr(
                "A newer version of this invitation is here; this one does not count any more."
            )  # fmt: skip
            self.add_line(text, "strong")
            self.add_action(tr("Show the newer one"), lambda: self._around.open_message(newer.message_id))
        elif self._older is not None and self._invitation.method is Method.REQUEST:
            for sentence in meeting.changes(self._older, self._invitation, None):
                self.add_line(sentence, "meta")
        if self._invitation.is_damaged:
            self.add_line(tr("The calendar file is damaged; not all of it could be read."), "meta")

    # --- answering --------------------------------------------------------------------------------------------------

    def _add_buttons(self, *, cancelled: bool) -> None:
        one = self._invitation
        given = self._given()
        if given is not None:
            self.add_line(_given_text(given), "strong")
        if self._may_answer(cancelled=cancelled):
            self._add_answers(given)
        if one.url:
            url = QUrl(one.url)
            self.add_action(tr("Join online"), lambda: self._around.follow(url), "link")
        self.add_action(tr("Open in calendar"), lambda: self._around.open_part(PartPath(one.path)), "link")

    def _may_answer(self, *, cancelled: bool) -> bool:
        organizer = self._invitation.organizer
        if self._invitation.method is not Method.REQUEST or self._newer is not None or cancelled or organizer is None:
            return False
        return organizer.address.casefold() not in own_addresses(self._around.reader)

    def _add_answers(self, given: SpecialAction | None) -> None:
        organizer = self._invitation.organizer
        if organizer is not None and organizer.address.casefold() != self._shown.sender.address.casefold():
            address = address_text(organizer.address)
            self.add_line(tr("Your answer goes to {address}, not to the sender.", address=address), "meta")
        self.comment = QLineEdit()
        self.comment.setPlaceholderText(tr("A word with the answer (optional)"))
        self.comment.setAccessibleName(tr("A word with the answer (optional)"))
        self.column.addWidget(self.comment)
        self._add_answer(Answer.ACCEPTED, tr("Accept"), given)
        self._add_answer(Answer.TENTATIVE, tr("Maybe"), given)
        self._add_answer(Answer.DECLINED, tr("Decline"), given)

    def _add_answer(self, answer: Answer, text: str, given: SpecialAction | None) -> None:
        kind = "primary" if answer is Answer.ACCEPTED and given is None else ""
        button = self.add_action(text, lambda: self._answer(answer), kind)
        button.setEnabled(given is None or given.detail != answer or given.progress is Progress.FAILED)

    def _given(self) -> SpecialAction | None:
        subject = meeting_subject(self._invitation.uid, self._invitation.recurrence_id)
        done = self._around.reader.special_actions_about(ActionKind.ANSWER, subject)
        return done[0] if done else None

    def _answer(self, answer: Answer) -> None:
        one, comment = self._invitation, self.comment.text()
        name = self._own_name()
        self._around.ask(
            AnswerInvitation(
                fresh_operation_id(),
                self._shown.id,
                PartPath(one.path),
                one.number,
                answer,
                subject=meeting.answer_subject(answer, one.summary),
                text=meeting.answer_message(answer, name, one.summary, comment),
                comment=comment,
                hold_seconds=_HOLD_SECONDS,
            )
        )

    def _own_name(self) -> str:
        own = own_addresses(self._around.reader)
        invited = next((one for one in self._invitation.attendees if one.address.casefold() in own), None)
        if invited is not None:
            return invited.name or invited.address
        senders = [one for account in self._around.reader.accounts() for one in account.settings.senders]
        return (senders[0].name or senders[0].address) if senders else ""


def _attendee_text(attendee: Attendee) -> str:
    name = attendee.name or attendee.address
    if attendee.answer is Answer.NEEDS_ACTION:
        return name
    return f"{name} ({meeting.answer_text(attendee.answer)})"


def _given_text(given: SpecialAction) -> str:
    if given.progress is Progress.FAILED:
        return str(problem_text(given.problem)) if given.problem else tr("Your answer could not be sent.")
    texts = {
        Answer.ACCEPTED.value: tr("You have accepted."),
        Answer.TENTATIVE.value: tr("You have said maybe."),
        Answer.DECLINED.value: tr("You have declined."),
    }
    text = texts.get(given.detail, "")
    return " ".join((text, tr("Your answer is on its way."))) if given.progress is Progress.WAITING else text


def _version(one: KnownInvitation) -> tuple[int, int]:
    return one.sequence, one.stamp


def _own_version(invitation: Invitation) -> tuple[int, int]:
    return invitation.sequence, int(invitation.stamp.timestamp()) if invitation.stamp is not None else 0


def _comparable(invitation: Invitation, versions: list[KnownInvitation]) -> list[KnownInvitation]:
    """Those from the organiser about the same occurrence, newest first; a cancellation of all counts for each."""
    return [
        one
        for one in versions
        if one.method in (Method.REQUEST, Method.CANCEL, Method.PUBLISH)
        and (one.recurrence_id == invitation.recurrence_id or (one.method == Method.CANCEL and not one.recurrence_id))
    ]


def _newer(invitation: Invitation, versions: list[KnownInvitation]) -> KnownInvitation | None:
    if invitation.method not in (Method.REQUEST, Method.PUBLISH):
        return None
    newer = [one for one in _comparable(invitation, versions) if _version(one) > _own_version(invitation)]
    return newer[0] if newer else None


def _older(invitation: Invitation, versions: list[KnownInvitation], around: Surroundings) -> Invitation | None:
    """The version before this one, read from its message."""
    for known in _comparable(invitation, versions):
        if _version(known) < _own_version(invitation):
            body = around.reader.body(known.message_id)
            for one in body.special.invitations if body is not None else ():
                if (one.uid, one.recurrence_id) == (invitation.uid, invitation.recurrence_id):
                    return one
    return None
