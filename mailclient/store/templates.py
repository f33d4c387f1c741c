"""Writing templates. A few rows."""

from collections.abc import Sequence

from mailclient.mail.template import TEMPLATES_LIMIT, Template
from mailclient.store.transaction import Transaction


def replace(tx: Transaction, templates: Sequence[Template]) -> None:
    """These, in this order, instead of all that were there."""
    tx.db.execute("DELETE FROM template")
    tx.db.executemany(
        "INSERT OR REPLACE INTO template (id, position, name, short, subject, html) VALUES (?, ?, ?, ?, ?, ?)",
        [(one.id, place, one.name, one.short, one.subject, one.html) for place, one in enumerate(templates)][
            :TEMPLATES_LIMIT
        ],
    )
