"""What is in a composer, as it is looked at before it goes."""

import re

from mailclient.gui.composer.before_sending.letter import Letter
from mailclient.gui.composer.files.local_file import FileState, file_size
from mailclient.gui.composer.files.shrinking import is_shrinkable
from mailclient.gui.composer.paper import Paper
from mailclient.mail.address import Address
from mailclient.mime.addresses import parse_addresses
from mailclient.store.reader import Reader

_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def letter_of(pane: Paper, reader: Reader) -> Letter:
    """Its files are compared with the disk now."""
    pane.files.look()
    fields, files = pane.fields, pane.files.files()
    draft = pane.opening.draft
    largest = max(files, key=file_size, default=None)
    chosen = address_of(fields.from_.text())
    return Letter(
        named=len(fields.to.addresses()) + len(fields.cc.addresses()),
        hidden=len(fields.bcc.addresses()),
        many=pane.choices.many,
        unreadable=tuple(fields.unreadable()),
        doubts=tuple(fields.doubts()),
        subject=fields.subject.text(),
        own_text=written(pane),
        is_answer=draft.answered is not None,
        is_forward=draft.forwarded is not None,
        attachments=len(files),
        awaited=pane.files.awaited,
        pictures=sum(is_shrinkable(file, file_size(file)) for file in files),
        size=pane.encoded_size(),
        size_limit=pane.size_limit(),
        largest=(largest.path or largest.filename, largest.filename) if largest is not None else ("", ""),
        gone=pane.files.in_state(FileState.GONE),
        changed=pane.files.in_state(FileState.CHANGED),
        written_to=_written_to(pane, reader, chosen),
        from_=chosen,
        protection=tuple(pane.protecting.concerns()),
        send_at=pane.schedule.send_at,
        now=pane.schedule.now().timestamp(),
    )


def written(pane: Paper) -> str:
    """What the user wrote: no quote, no signature, and nothing that stood there before they began."""
    text = pane.editor.own_text()
    cut = _SIGNATURE.search(text)
    if cut is not None:
        text = text[: cut.start()]
    given = pane.given_lines
    return "\n".join(line for line in text.splitlines() if line.strip() not in given)


def address_of(text: str) -> str:
    """The bare address of "Name <address>"."""
    return next(iter(parse_addresses(text)), Address("", "")).address


def _written_to(pane: Paper, reader: Reader, chosen: str) -> str:
    """The user's address that the answered message came to, if that is not the one chosen."""
    answered = pane.opening.draft.answered
    message = reader.message(answered) if answered is not None else None
    if message is None:
        return ""
    own = {sender.address.casefold() for account in reader.accounts() for sender in account.settings.senders}
    named = [one.address for one in (*message.envelope.to, *message.envelope.cc)]
    mine = [address for address in named if address.casefold() in own]
    return mine[0] if mine and chosen.casefold() not in map(str.casefold, mine) else ""
