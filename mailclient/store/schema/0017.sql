-- Special mail: what the user had done about it, and the meetings that invitations are about.

-- Without references: that a list was left is known also when its mail is deleted.
CREATE TABLE special_action (
  kind         TEXT NOT NULL,     -- unsubscribe, answer, receipt
  subject      TEXT NOT NULL,     -- the list or its sender; the meeting's UID with the occurrence; '' for a receipt
  message_id   INTEGER NOT NULL,
  operation_id TEXT NOT NULL,     -- what carries it out; '': nothing goes out
  detail       TEXT NOT NULL,     -- the way, the answer, sent or refused
  at           REAL NOT NULL,     -- epoch seconds
  PRIMARY KEY (kind, subject, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX special_action_operation ON special_action (operation_id);

CREATE TABLE invitation (
  uid           TEXT NOT NULL,
  message_id    INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  recurrence_id TEXT NOT NULL,
  method        TEXT NOT NULL,
  sequence      INTEGER NOT NULL,
  stamp         INTEGER NOT NULL,  -- epoch seconds, 0: not told
  PRIMARY KEY (uid, message_id, recurrence_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_message ON invitation (message_id);
