"""What the parts of a filter are called, and a filter in one line."""

from mailclient.language import tr
from mailclient.mail.filter import NUMBERS, ActionKind, Comparison, Field, Filter


def field_names() -> dict[Field, str]:
    """What of a message is looked at."""
    return {
        Field.FROM: tr("From"),
        Field.TO: tr("To"),
        Field.CC: tr("Cc"),
        Field.TO_OR_CC: tr("To or Cc"),
        Field.SUBJECT: tr("Subject"),
        Field.BODY: tr("Text"),
        Field.LIST_ID: tr("Mailing list"),
        Field.HEADER: tr("Header field"),
        Field.SIZE: tr("Size (bytes)"),
        Field.AGE: tr("Age (days)"),
        Field.ATTACHMENT: tr("Attachment"),
        Field.TAG: tr("Tag"),
    }


def comparison_names(field: Field) -> dict[Comparison, str]:
    """How this field can be compared."""
    if field in NUMBERS:
        return {Comparison.ABOVE: tr("is more than"), Comparison.BELOW: tr("is less than")}
    if field is Field.ATTACHMENT:
        return {Comparison.IS: tr("is there"), Comparison.IS_NOT: tr("is not there")}
    names = {
        Comparison.CONTAINS: tr("contains"),
        Comparison.NOT_CONTAINS: tr("does not contain"),
        Comparison.IS: tr("is"),
        Comparison.IS_NOT: tr("is not"),
        Comparison.BEGINS: tr("begins with"),
        Comparison.ENDS: tr("ends with"),
    }
    if field is Field.TAG:
        return {one: names[one] for one in (Comparison.IS, Comparison.IS_NOT)}
    return names


def action_names() -> dict[ActionKind, str]:
    """What can be done."""
    return {
        ActionKind.MOVE: tr("Move to folder"),
        ActionKind.COPY: tr("Copy to folder"),
        ActionKind.READ: tr("Mark as read"),
        ActionKind.FLAG: tr("Star"),
        ActionKind.TAG: tr("Tag"),
        ActionKind.JUNK: tr("Move to Junk"),
        ActionKind.DELETE: tr("Delete"),
        ActionKind.STOP: tr("Stop here"),
    }


def usual_name(made: Filter) -> str:
    """What a filter without a name of its own is called: its first condition, or its first action."""
    for condition in made.conditions:
        words = (
            field_names()[condition.field],
            comparison_names(condition.field).get(condition.comparison, ""),
            condition.value if condition.field is not Field.ATTACHMENT else "",
        )
        return " ".join(word for word in words if word)
    return action_names()[made.actions[0].kind] if made.actions else tr("New filter")
