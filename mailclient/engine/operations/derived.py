"""Ids of operations that follow from an operation: always the same for the same cause, so that they happen once."""

import uuid

from mailclient.mail.ids import AccountId, OperationId

_NAMESPACE = uuid.UUID("7c1f3f0e-52a3-4d0c-9c4e-6a2c3e0b9d11")


def derived_id(operation_id: OperationId, purpose: str) -> OperationId:
    """The id of the operation that does ``purpose`` because of ``operation_id``."""
    return OperationId(str(uuid.uuid5(_NAMESPACE, f"{operation_id}/{purpose}")))


def id_for_account(operation_id: OperationId, account_id: AccountId, *, first: bool) -> OperationId:
    """An action on messages of several accounts is one operation for each; the first keeps the user's id."""
    return operation_id if first else derived_id(operation_id, f"account {account_id}")
