-- Operations on many messages are taken in, and given up, slice by slice; operations on folders.

ALTER TABLE operation ADD COLUMN total INTEGER NOT NULL DEFAULT 0;      -- messages it was asked for
ALTER TABLE operation ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0;  -- 1: what is shown is still to be computed anew
ALTER TABLE operation ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;  -- 1: to be stopped between two commands
ALTER TABLE operation ADD COLUMN folder_id INTEGER;                     -- what an operation on a folder is about
CREATE INDEX operation_unsettled ON operation (seq) WHERE unsettled = 1;

ALTER TABLE operation_message ADD COLUMN from_keywords TEXT NOT NULL DEFAULT '';
ALTER TABLE operation_message ADD COLUMN absorbed INTEGER NOT NULL DEFAULT 0;  -- 1: an earlier operation left it to this one

-- Messages of an operation that are not yet in operation_message: the user's wish is durable before it is shown whole.
CREATE TABLE operation_slice (
  operation_seq INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  message_ids   BLOB NOT NULL,  -- little-endian, 8 bytes each
  PRIMARY KEY (operation_seq, number)
) STRICT;

-- "path" and "subscribed" are the server's; shown = server + the operations not yet done.
ALTER TABLE folder ADD COLUMN shown_path TEXT;                          -- NULL: as "path"; '': not shown
ALTER TABLE folder ADD COLUMN planned INTEGER NOT NULL DEFAULT 0;       -- 1: made here, not on the server yet; "path" is none
ALTER TABLE folder ADD COLUMN holds_folders INTEGER NOT NULL DEFAULT 1; -- 0: \Noinferiors
ALTER TABLE folder ADD COLUMN subscribed INTEGER NOT NULL DEFAULT 1;
ALTER TABLE folder ADD COLUMN shown_subscribed INTEGER;                 -- NULL: as "subscribed"
