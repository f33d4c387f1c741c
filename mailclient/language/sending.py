"""What is on its way, and what became of it, in plain words."""

from collections.abc import Callable, Sequence

from mailclient.language.catalogue import tr, tr_n
from mailclient.language.delivery import technical_line, why_and_what_to_do
from mailclient.mail.delivery_report import Outcome, RecipientReport
from mailclient.mail.delivery_story import DeliveryStory, RecipientStory, Stage
from mailclient.mail.refusal import RecipientRefusal, Remedy

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_NAMED = 3
"""Recipients that are named in one line."""


def duration_words(seconds: float) -> str:
    """How long that is, in its largest unit: "40 s", "4 min", "3 h", "2 days"."""
    left = max(1, round(seconds))
    if left < _MINUTE:
        return tr("{count} s", count=left)
    if left < _HOUR:
        return tr("{count} min", count=round(left / _MINUTE))
    if left < 2 * _DAY:
        return tr("{count} h", count=round(left / _HOUR))
    return tr_n("{count} day", "{count} days", round(left / _DAY))


def next_try_words(seconds: float) -> str:
    """When the next attempt comes."""
    if seconds < 1:
        return tr("Trying again now…")
    return tr("Next try in {duration}", duration=duration_words(seconds))


def people_words(addresses: Sequence[str]) -> str:
    """Some of them, and how many more."""
    named = ", ".join(addresses[:_NAMED])
    more = len(addresses) - _NAMED
    if more <= 0:
        return named
    return tr_n("{names} and {count} more", "{names} and {count} more", more, names=named)


def refusal_words(refusal: RecipientRefusal) -> tuple[str, str]:
    """Why the server did not accept this recipient, and what to do ("" for nothing)."""
    return why_and_what_to_do(_as_report(refusal))


def refusal_line(refusal: RecipientRefusal) -> str:
    """What the server said, for the details."""
    return f"{refusal.address}: {refusal.line}"


_REMEDIES: dict[Remedy, Callable[[], str]] = {
    Remedy.NOTHING: lambda: "",
    Remedy.EDIT_RECIPIENT: lambda: tr("Correct the address"),
    Remedy.SHORTEN: lambda: tr("Edit the message"),
    Remedy.EDIT_MESSAGE: lambda: tr("Edit the message"),
    Remedy.SEND_LATER: lambda: tr("Send again"),
    Remedy.LOG_IN: lambda: tr("Send again"),
    Remedy.CHANGE_SENDER: lambda: tr("Edit the message"),
    Remedy.ASK_OTHERWISE: lambda: "",
}


def remedy_words(remedy: Remedy) -> str:
    """What stands on the button; "" for none."""
    return _REMEDIES[remedy]()


def refused_sentence(addresses: Sequence[str]) -> str:
    """Of a message that was sent, but not to all."""
    return tr("Sent, but not to {addresses}", addresses=people_words(addresses))


_STAGES: dict[Stage, Callable[[], str]] = {
    Stage.ACCEPTED: lambda: tr("handed in"),
    Stage.REFUSED: lambda: tr("not accepted"),
    Stage.DELAYED: lambda: tr("delayed, still being tried"),
    Stage.FAILED: lambda: tr("could not be delivered"),
    Stage.HANDED_ON: lambda: tr("handed on; no further report will come"),
    Stage.DELIVERED: lambda: tr("delivered"),
    Stage.READ: lambda: tr("read"),
    Stage.ANSWERED: lambda: tr("answered"),
}


def stage_words(stage: Stage) -> str:
    """How far it has come for one recipient."""
    return _STAGES[stage]()


def story_sentence(story: DeliveryStory) -> str:
    """The whole story in one quiet line: trouble first."""
    people = story.recipients
    for stage, words in _TROUBLE.items():
        found = [one.address for one in people if one.stage is stage]
        if found:
            return words(people_words(found))
    if len(people) == 1:
        return _OF_ONE[people[0].stage](people[0].address)
    counts = [
        f"{stage_words(stage)}: {count}"
        for stage in (Stage.ANSWERED, Stage.READ, Stage.DELIVERED, Stage.HANDED_ON, Stage.ACCEPTED)
        if (count := sum(one.stage is stage for one in people))
    ]
    sent_to = tr_n("Sent to {count} recipient", "Sent to {count} recipients", len(people))
    return " · ".join((sent_to, *counts)) if len(counts) > 1 or people[0].stage is not Stage.ACCEPTED else sent_to


_TROUBLE: dict[Stage, Callable[[str], str]] = {
    Stage.FAILED: lambda who: tr("Could not be delivered to {people}", people=who),
    Stage.REFUSED: lambda who: tr("Not accepted for {people}", people=who),
    Stage.DELAYED: lambda who: tr("Delayed for {people}; it is still being tried", people=who),
}
_OF_ONE: dict[Stage, Callable[[str], str]] = {
    Stage.ACCEPTED: lambda who: tr("Sent to {people}", people=who),
    Stage.HANDED_ON: lambda who: tr("Handed on for {people}; no further report will come", people=who),
    Stage.DELIVERED: lambda who: tr("Delivered to {people}", people=who),
    Stage.READ: lambda who: tr("Read by {people}", people=who),
    Stage.ANSWERED: lambda who: tr("Answered by {people}", people=who),
    Stage.FAILED: lambda who: tr("Could not be delivered to {people}", people=who),
    Stage.REFUSED: lambda who: tr("Not accepted for {people}", people=who),
    Stage.DELAYED: lambda who: tr("Delayed for {people}; it is still being tried", people=who),
}


def recipient_sentence(story: RecipientStory) -> str:
    """One recipient's line of the story, with why where something went wrong."""
    why = ""
    if story.refusal is not None:
        why = " ".join(refusal_words(story.refusal)).strip()
    elif story.report is not None and story.stage in (Stage.FAILED, Stage.DELAYED):
        why = " ".join(why_and_what_to_do(story.report)).strip()
    head = f"{story.address}: {stage_words(story.stage)}"
    return f"{head}. {why}" if why else head


def recipient_line(story: RecipientStory) -> str:
    """What a server said of this recipient; "" for nothing."""
    if story.refusal is not None:
        return refusal_line(story.refusal)
    return technical_line(story.report) if story.report is not None else ""


def _as_report(refusal: RecipientRefusal) -> RecipientReport:
    outcome = Outcome.DELAYED if refusal.for_now else Outcome.FAILED
    return RecipientReport(refusal.address, outcome, refusal.cause, not refusal.for_now, refusal.status)
