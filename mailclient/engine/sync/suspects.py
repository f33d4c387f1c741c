"""Messages that were asked for when a connection broke: one of them may be what breaks it.

A connection breaks for many reasons, so the first time nothing is concluded. When it breaks again while the same
messages are asked for, they are asked for in ever smaller pieces, each time an eighth, until one alone is left. Only
when that one has broken the connection several times, each time just after another question about it was answered
(``withheld.py`` asks it), it is the culprit, and is withheld: a bad line breaks anywhere. In memory, over all
connections of an account.
"""

from dataclasses import dataclass, field

from mailclient.mail.ids import FolderId, Uid
from mailclient.store.transaction import batches

PIECES = (400, 400, 50, 7, 1, 1, 1)
"""By how often it has broken: how many of the suspects are asked for in one command."""


@dataclass(slots=True)
class Suspects:
    """Of one account. Whoever asks says so before (``asking``) and after (``came``); what lies between is a break."""

    _asked: dict[FolderId, list[Uid]] = field(default_factory=dict)
    _uids: dict[FolderId, list[Uid]] = field(default_factory=dict)
    _breaks: dict[FolderId, int] = field(default_factory=dict)

    def pieces(self, folder_id: FolderId, uids: list[Uid]) -> list[list[Uid]]:
        """``uids`` (ascending) in pieces to be asked for one after the other, the newest first."""
        suspects = set(self._uids.get(folder_id, ()))
        if not suspects.intersection(uids):
            return [uids] if uids else []
        above = [uid for uid in uids if uid > max(suspects)]
        below = [uid for uid in uids if uid < min(suspects)]
        among = [uid for uid in reversed(uids) if min(suspects) <= uid <= max(suspects)]
        size = PIECES[min(self._breaks[folder_id], len(PIECES) - 1)]
        return [piece for piece in (above, *(sorted(one) for one in batches(among, size)), below) if piece]

    def asking(self, folder_id: FolderId, piece: list[Uid]) -> None:
        """These are asked for now."""
        self._asked[folder_id] = piece

    def came(self, folder_id: FolderId) -> None:
        """What was asked for was answered, or refused: all of it is innocent."""
        left = set(self._uids.get(folder_id, ())) - set(self._asked.pop(folder_id, ()))
        if left:
            self._uids[folder_id] = sorted(left)
        else:
            self._uids.pop(folder_id, None)
            self._breaks.pop(folder_id, None)

    def culprit(self, folder_id: FolderId, missing: list[Uid]) -> Uid | None:
        """Before asking for ``missing``: whether the connection broke when they were asked for, and by whom, if sure.

        What is asked for first are the newest, so that of many only those are suspected.
        """
        asked = self._asked.pop(folder_id, None)
        wanted = set(missing)
        piece = [uid for uid in asked or () if uid in wanted]
        if not piece:
            return None
        again = set(piece) <= set(self._uids.get(folder_id, ()))
        self._breaks[folder_id] = self._breaks.get(folder_id, 0) + 1 if again else 1
        self._uids[folder_id] = piece[-PIECES[0] :]
        if len(piece) > 1 or self._breaks[folder_id] < len(PIECES):
            return None
        self._uids.pop(folder_id)
        self._breaks.pop(folder_id)
        return piece[0]
