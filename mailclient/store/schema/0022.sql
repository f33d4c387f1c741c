-- Messages on their way: their bytes in pieces, what servers said of each recipient, and what became of them.

CREATE TABLE outgoing_piece (
  id      INTEGER PRIMARY KEY,
  content TEXT NOT NULL,     -- which finished message: the id of the operation it was made for
  start   INTEGER NOT NULL,  -- bytes before it
  data    BLOB NOT NULL
);
CREATE UNIQUE INDEX outgoing_piece_content ON outgoing_piece (content, start);
INSERT INTO outgoing_piece (content, start, data) SELECT operation_id, 0, data FROM outgoing WHERE length(data) > 0;

ALTER TABLE outgoing ADD COLUMN content TEXT NOT NULL DEFAULT '';      -- whose pieces are its bytes
ALTER TABLE outgoing ADD COLUMN size INTEGER NOT NULL DEFAULT 0;       -- bytes
ALTER TABLE outgoing ADD COLUMN send_at REAL;                          -- not before then, as its sender wishes
ALTER TABLE outgoing ADD COLUMN refusals TEXT NOT NULL DEFAULT '[]';   -- JSON of store/refusals.py
ALTER TABLE outgoing ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;  -- the user has seen who did not get it
ALTER TABLE outgoing ADD COLUMN resent_from TEXT;                      -- the operation whose message it is once more
UPDATE outgoing SET content = operation_id, size = length(data);
ALTER TABLE outgoing DROP COLUMN data;
CREATE INDEX outgoing_content ON outgoing (content);

CREATE TABLE handed_in (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_id      TEXT NOT NULL,
  message_id_header TEXT NOT NULL,  -- of the message
  at                REAL NOT NULL,  -- epoch seconds
  server            TEXT NOT NULL,  -- host that took it, or refused the recipients
  reply             TEXT NOT NULL,  -- its own line
  accepted          TEXT NOT NULL,  -- JSON list of addresses
  refused           TEXT NOT NULL,  -- JSON of store/refusals.py
  due               REAL            -- when it was to go out, where that was missed
);
CREATE INDEX handed_in_message ON handed_in (message_id_header);
CREATE INDEX handed_in_operation ON handed_in (operation_id);

CREATE TABLE report_about (
  about      TEXT NOT NULL,  -- Message-ID of what was sent
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  PRIMARY KEY (about, message_id)
) WITHOUT ROWID;
CREATE INDEX report_about_message ON report_about (message_id);
