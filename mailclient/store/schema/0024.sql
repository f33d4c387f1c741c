-- Templates, and messages written to many from a table.

CREATE TABLE template (
  id       TEXT PRIMARY KEY,
  position INTEGER NOT NULL,            -- in the user's order
  name     TEXT NOT NULL,
  short    TEXT NOT NULL,               -- typed to insert it; '': none
  subject  TEXT NOT NULL,
  html     TEXT NOT NULL
) STRICT;

CREATE TABLE merge (
  id         TEXT PRIMARY KEY,          -- the operation that began it; its messages' operations derive from it
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  content    BLOB NOT NULL,             -- msgpack of bridge.merge.MergeContent
  total      INTEGER NOT NULL,
  next       INTEGER NOT NULL DEFAULT 0,  -- the row that is handed to the outbox next
  failed     INTEGER NOT NULL DEFAULT 0,  -- rows that could not be made into a message
  stopped    INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL              -- epoch seconds
) STRICT;
CREATE INDEX merge_account ON merge (account_id);
