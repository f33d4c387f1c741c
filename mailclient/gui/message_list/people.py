"""Who takes part in a conversation, as short as a list has room for. Pure."""

from collections.abc import Collection, Sequence

from mailclient.language import tr


def people(senders: Sequence[str], own_names: Collection[str]) -> str:
    """One sender in full; of several the first names, the user as "me", each once, in the order given."""
    named = [tr("me") if sender in own_names else sender for sender in senders]
    if len(set(named)) <= 1:
        return named[0] if named else ""
    return ", ".join(dict.fromkeys(name if name == tr("me") else _short(name) for name in named))


def _short(label: str) -> str:
    """The first word of a name, the local part of an address."""
    if "@" in label and " " not in label:
        return label.split("@", 1)[0]
    first, _, rest = label.partition(" ")
    if first.endswith(",") and rest:
        return rest.split(" ", 1)[0]
    return first.rstrip(",")
