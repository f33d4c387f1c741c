-- Whole messages of which the body is still to be made (engine/sync/body_making.py).
CREATE TABLE body_due (
  message_id  INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  account_id  INTEGER NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX body_due_newest ON body_due (account_id, received_at DESC);

-- Of large parts and messages: the pieces that came, in order, as the server sent them. They stay when all is here.
CREATE TABLE piece (
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  path       TEXT NOT NULL,     -- '': the whole message
  start      INTEGER NOT NULL,
  data       BLOB NOT NULL,
  PRIMARY KEY (message_id, path, start)
) STRICT;
CREATE TABLE partial (
  message_id   INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  path         TEXT NOT NULL,
  folder_id    INTEGER NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid          INTEGER NOT NULL,  -- the pieces are of this message and of no other
  received     INTEGER NOT NULL,
  decoded      INTEGER NOT NULL,  -- 1: the server decodes it (BINARY)
  PRIMARY KEY (message_id, path)
) STRICT, WITHOUT ROWID;
