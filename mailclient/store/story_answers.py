"""Rows about sent mail → ``mail.delivery_story``. Imported with the first story."""

import json
from collections.abc import Sequence
from typing import Any

from mailclient.mail.address import Address
from mailclient.mail.delivery_story import Answered, DeliveryStory, HandedIn, ReceiptCame, Reported
from mailclient.mail.ids import MessageId
from mailclient.store import encoding, refusals


def story(
    handed_in: Sequence[Any], about: Sequence[Any], envelopes: Sequence[Any], message_id_header: str
) -> DeliveryStory:
    """Of ``HANDED_IN``, ``REPORTS_ABOUT`` and ``ENVELOPES`` in ``delivery_reading``."""
    reported: list[Reported] = []
    receipts: list[ReceiptCame] = []
    for id_, at, name, address, body in sorted(about, key=lambda row: (row[1], row[0])):
        special = encoding.body_from(body).special
        if special.report is not None:
            reported += (Reported(MessageId(id_), at, one) for one in special.report.recipients)
        if special.receipt is not None:
            receipts.append(ReceiptCame(MessageId(id_), at, Address(name, address), special.receipt))
    special_ids = {row[0] for row in about}
    answers = [
        Answered(MessageId(id_), at, Address(name, address))
        for id_, at, name, address, envelope in envelopes
        if id_ not in special_ids and message_id_header in encoding.envelope_from(envelope).in_reply_to
    ]
    return DeliveryStory(
        tuple(
            HandedIn(at, server, reply, tuple(json.loads(accepted)), refusals.from_json(refused), due)
            for at, server, reply, accepted, refused, due in handed_in
        ),
        tuple(reported),
        tuple(receipts),
        tuple(sorted(answers, key=lambda one: (one.at, one.message_id))),
    )
