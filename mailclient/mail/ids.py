"""The ids that tell one thing from another; types of their own, so that no two kinds can be mixed up.

Store ids (account, folder, message) are SQLite row ids that are never used again. The IMAP numbers follow
RFC 9051 section 2.3.1: a message on the server is (folder, UIDVALIDITY, UID), never a hash.
"""

from typing import NewType

AccountId = NewType("AccountId", int)
FolderId = NewType("FolderId", int)
MessageId = NewType("MessageId", int)
"""The store's id of a message; not the Message-ID header, which is called ``message_id_header``."""

OperationId = NewType("OperationId", str)
"""A UUID made by whoever asks (window or command line), so that a repeated request is the same request."""

DraftId = NewType("DraftId", str)
"""A UUID made by the composer; the draft keeps it until it is sent or thrown away."""

PartPath = NewType("PartPath", str)
"""A body section, "1", "2.1" … as in RFC 9051 section 6.4.5.1; a message that is one part is "1".

With "!" and a number behind it: a file inside that part ("2!1": the first file in part 2, a winmail.dat say).
"""

Uid = NewType("Uid", int)
UidValidity = NewType("UidValidity", int)
ModSeq = NewType("ModSeq", int)
