"""Writing what is known of where mail comes from: receiving servers, signatures checked here, domains of contacts."""

from collections.abc import Iterable

import msgspec

from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.origin import Check, ReceivingServer
from mailclient.store.transaction import Transaction

_to_json = msgspec.json.Encoder()
_server = msgspec.json.Decoder(ReceivingServer)
_check = msgspec.json.Decoder(Check)


def set_receiving_server(tx: Transaction, account_id: AccountId, server: ReceivingServer | None) -> None:
    """Whose word counts for an account from now on; None: not known. By primary key."""
    if server is None:
        tx.db.execute("DELETE FROM receiving_server WHERE account_id = ?", (account_id,))
        return
    sql = "INSERT OR REPLACE INTO receiving_server (account_id, server) SELECT id, ?2 FROM account WHERE id = ?1"
    tx.db.execute(sql, (account_id, _to_json.encode(server)))


def newest_header_blocks(tx: Transaction, account_id: AccountId, most: int) -> list[bytes]:
    """Headers of the newest messages of the account's inbox that have a text here, newest first.

    Index ``message_list``, then by primary key: 5 ms for 200.
    """
    sql = (
        "SELECT header_block FROM message JOIN body ON body.message_id = message.id"
        " WHERE folder_id = (SELECT id FROM folder WHERE account_id = ? AND role = 'inbox' AND removed = 0)"
        " ORDER BY received_at DESC, message.id DESC LIMIT ?"
    )
    return [header_block for (header_block,) in tx.rows(sql, (account_id, most))]


def keep_check(tx: Transaction, message_id: MessageId, found: Check) -> None:
    """Keep what was found out here about a message, unless that is gone meanwhile. By primary key."""
    sql = "INSERT OR REPLACE INTO origin_check (message_id, found) SELECT id, ?2 FROM message WHERE id = ?1"
    tx.db.execute(sql, (message_id, _to_json.encode(found)))


def written_to(tx: Transaction) -> list[str]:
    """The addresses that the user has written to. Reads the table of addresses: 5 ms for 50,000."""
    return [address for (address,) in tx.rows("SELECT address FROM address WHERE written > 0")]


def note_contact_domains(tx: Transaction, domains: Iterable[tuple[str, str]]) -> None:
    """Pairs of what a domain looks like, and the domain; those known stay. By primary key."""
    tx.db.executemany("INSERT OR IGNORE INTO contact_domain (skeleton, domain) VALUES (?, ?)", domains)


def server_from(data: bytes) -> ReceivingServer:
    """What ``set_receiving_server`` wrote."""
    return _server.decode(data)


def check_from(data: bytes) -> Check:
    """What ``keep_check`` wrote."""
    return _check.decode(data)
