"""The table of files and servers: build → send → fetch from Dovecot → parse, byte for byte or not.

    python -m tests.round_trip.table

Starts its own Dovecot, Exim and Postfix (as it is, and without 8BITMIME, SMTPUTF8 and CHUNKING). They need root.
"""

import asyncio

from mailclient.mail.problem import MailError
from tests.round_trip.journey import Submission, draft_with, spoilt, travel
from tests.round_trip.servers import Servers, running_servers
from tests.round_trip.shapes import EIGHT_BIT, Shape, large, shapes


async def _verdict(shape: Shape, server: Submission, servers: Servers) -> str:
    sender = servers.dovecot.add_user("alice")
    try:
        arrived = await travel(draft_with([shape], servers.folder), server, servers.dovecot, sender)
    except MailError as error:
        return f"not sent: {error.problem.kind}"
    wrong = spoilt(arrived, [shape])
    if wrong:
        return "; ".join(wrong)
    return "equal" if shape.arrives is None else "equal, with CRLF"


async def _print_table(servers: Servers) -> None:
    print("| file | bytes |", " | ".join(servers.submission), "|")
    print("|---" * (len(servers.submission) + 2) + "|")
    for shape in [*shapes(), EIGHT_BIT, large()]:
        verdicts = [await _verdict(shape, server, servers) for server in servers.submission.values()]
        print(f"| {shape.title} | {len(shape.data):,} |", " | ".join(verdicts), "|", flush=True)


if __name__ == "__main__":
    with running_servers() as servers:
        asyncio.run(_print_table(servers))
