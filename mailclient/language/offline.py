"""Which messages are kept for reading offline, in words."""

from mailclient.language.catalogue import tr, tr_n
from mailclient.mail.offline import Keep, OfflinePolicy


def policy_sentence(policy: OfflinePolicy) -> str:
    """A sentence or two that say what can be read without the network."""
    if policy.keep is Keep.HEADERS:
        return tr("Only the list is kept here; messages are fetched when they are opened.")
    return f"{_which(policy)} {_how_much(policy)}"


def _which(policy: OfflinePolicy) -> str:
    match policy.keep:
        case Keep.MONTHS:
            return tr_n(
                "Messages of the last month can be read offline.",
                "Messages of the last {count} months can be read offline.",
                policy.amount,
            )
        case Keep.NEWEST:
            return tr_n(
                "The newest message can be read offline.",
                "The newest {count} messages can be read offline.",
                policy.amount,
            )
    return tr("All messages can be read offline.")


def _how_much(policy: OfflinePolicy) -> str:
    if not policy.attachments:
        return tr("Attachments are fetched when they are opened.")
    if not policy.largest_bytes:
        return tr("Their attachments are here too.")
    size = f"{policy.largest_bytes / 1_000_000:.3g}"
    return tr("Their attachments are here too, but for messages of more than {size} MB.", size=size)
