"""Everything there is to say about a letter before it goes: what keeps it here, and what may have been forgotten. Pure.

The worst comes first.
"""

from collections.abc import Iterable, Iterator

from mailclient.gui.composer.before_sending.attachment_words import says_attached
from mailclient.gui.composer.before_sending.concern import Concern, Matter, Mend, Remedy
from mailclient.gui.composer.before_sending.letter import Letter
from mailclient.language import tr, tr_n
from mailclient.language.recipient_doubts import sentence
from mailclient.language.size import room_text
from mailclient.mail.recipient_doubts import Doubt

SIZE_WORRY = 25 * 1024 * 1024
"""Bytes; many servers refuse more, and ours has not said what it takes."""
_MB = 1024 * 1024
_LATE_SECONDS = 60.0


def concerns(letter: Letter) -> list[Concern]:
    """All of them."""
    return [*_keeping_it_here(letter), *letter.protection, *_recipients(letter), *_content(letter), *_time(letter)]


def unheard(found: Iterable[Concern], heard: Iterable[str]) -> list[Concern]:
    """Those that the user has not overruled already; what cannot be overruled stays."""
    known = frozenset(heard)
    return [concern for concern in found if concern.blocking or concern.key not in known]


def _keeping_it_here(letter: Letter) -> Iterator[Concern]:
    if letter.unreadable:
        text = letter.unreadable[0]
        yield Concern(Matter.NO_ADDRESS, tr("“{address}” is not an address.", address=text), about=text, blocking=True)
    elif not letter.named + letter.hidden:
        yield Concern(Matter.NO_RECIPIENT, tr("Add at least one recipient."), blocking=True)
    if letter.awaited:
        yield Concern(Matter.COMING, tr("An attachment is still being fetched."), blocking=True)
    for path, name in letter.gone.items():
        yield Concern(
            Matter.FILE,
            tr("“{name}” is not there any more.", name=name),
            tr("It was moved or deleted after you attached it: {path}", path=path),
            path,
            (Mend(Remedy.REMOVE_FILE, path),),
            blocking=True,
        )
    for path, name in letter.changed.items():
        yield Concern(
            Matter.FILE,
            tr("“{name}” was changed after you attached it.", name=name),
            tr("Look whether the new one is what you want to send."),
            path,
            (Mend(Remedy.USE_NEW_FILE, path), Mend(Remedy.REMOVE_FILE, path)),
            blocking=True,
        )


def _recipients(letter: Letter) -> Iterator[Concern]:
    for doubt in letter.doubts:
        if doubt.serious:
            yield Concern(
                Matter.RECIPIENT, sentence(doubt), "", f"{doubt.address} {doubt.kind.value}", tuple(_mends(doubt))
            )
    if letter.written_to and letter.from_:
        yield Concern(
            Matter.IDENTITY,
            tr("You answer as {address}.", address=letter.from_),
            tr("The message was written to {address}.", address=letter.written_to),
            f"{letter.from_} {letter.written_to}",
            (Mend(Remedy.USE_IDENTITY, letter.written_to),),
        )
    if 0 < letter.many <= letter.named:
        yield Concern(
            Matter.MANY,
            tr_n(
                "{count} person sees the addresses of all others.",
                "{count} people see each other's addresses.",
                letter.named,
            ),
            tr("In Bcc nobody sees who else gets it."),
            mends=(Mend(Remedy.USE_BCC),),
        )


def _mends(doubt: Doubt) -> Iterator[Mend]:
    if doubt.better:
        yield Mend(Remedy.USE_ADDRESS, f"{doubt.address} {doubt.better}")
    else:
        yield Mend(Remedy.REMOVE_RECIPIENT, doubt.address)


def _content(letter: Letter) -> Iterator[Concern]:
    yield from _size(letter)
    promised = letter.own_text if letter.is_answer or letter.is_forward else f"{letter.subject}\n{letter.own_text}"
    if not letter.attachments and not letter.awaited and says_attached(promised):
        yield Concern(
            Matter.ATTACHMENT,
            tr("The text mentions an attachment, but there is none."),
            mends=(Mend(Remedy.ATTACH),),
        )
    if not letter.subject.strip():
        yield Concern(
            Matter.SUBJECT,
            tr("There is no subject."),
            tr("It is what people see first, and what they find it by later."),
            mends=(Mend(Remedy.WRITE_SUBJECT),),
        )
    if not letter.own_text.strip() and not letter.attachments and not letter.is_forward:
        yield Concern(Matter.TEXT, tr("There is no text."), mends=(Mend(Remedy.WRITE_TEXT),))


def _size(letter: Letter) -> Iterator[Concern]:
    limit = letter.size_limit
    if limit is not None and letter.size <= limit:
        return
    if limit is None and letter.size <= SIZE_WORRY:
        return
    path, name = letter.largest
    mends = [Mend(Remedy.SHRINK)] if letter.pictures else []
    if path:
        mends.append(Mend(Remedy.REMOVE_FILE, path))
    if limit is None:
        said = tr("The message has {size} MB; the other side may refuse it.", size=str(_mb(letter.size)))
    else:
        said = tr(
            "The message has {size} MB; your server takes {limit} MB.",
            size=str(_mb(letter.size)),
            limit=room_text(limit),
        )
    why = tr("“{name}” is the largest file.", name=name) if name else ""
    yield Concern(Matter.SIZE, said, why, mends=tuple(mends))


def _mb(size: int) -> int:
    """Rounded up, so that it never looks as if it fitted."""
    return -(-size // _MB)


def _time(letter: Letter) -> Iterator[Concern]:
    if letter.send_at is not None and letter.send_at < letter.now - _LATE_SECONDS:
        yield Concern(
            Matter.TIME,
            tr("The time you chose for sending has passed."),
            tr("Sent now, it goes at once."),
            str(int(letter.send_at)),
            (Mend(Remedy.CHOOSE_TIME), Mend(Remedy.SEND_NOW)),
        )
