"""A moment as it is typed on the command line."""

import argparse
from datetime import UTC, datetime

from mailclient.language import tr
from mailclient.mail.date_words import read_date


def moment(text: str) -> float:
    """Epoch seconds of "2026-11-21T18:00", "tomorrow 9am" or "내일 오전 9시". For ``type=`` of an argument.

    A time without an offset is the local one.
    """
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except (ValueError, OverflowError) as error:
        found = read_date(text, datetime.now(UTC).astimezone())
        if found is None:
            raise argparse.ArgumentTypeError(tr("must be a time such as 2026-11-21T18:00")) from error
        return found.timestamp()
