"""New ids for what is asked of the engine: random UUIDs (RFC 9562 version 4)."""

import uuid

from mailclient.mail.ids import OperationId


def fresh_operation_id() -> OperationId:
    """A new id for an operation; made once per action of the user, never per attempt."""
    return OperationId(str(uuid.uuid4()))


def fresh_request_id() -> str:
    """A new id for a request."""
    return str(uuid.uuid4())
