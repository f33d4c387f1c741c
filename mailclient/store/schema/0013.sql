-- What is known of the messages on POP3 servers, for as long as they are there and a month longer: see store/pop3.py.

CREATE TABLE pop3_message (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id        INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  unique_id         TEXT NOT NULL,     -- 'u' and the unique-id; 'h' and what the header says where that tells nothing
  message_id        INTEGER REFERENCES message ON DELETE SET NULL,  -- NULL: deleted here for good, or it never came
  state             TEXT NOT NULL,     -- store.pop3.State: refused, header, whole
  wanted            INTEGER NOT NULL,  -- 1: of which only the header is here, to be fetched whole
  size              INTEGER NOT NULL,  -- bytes, as LIST said
  digest            TEXT NOT NULL,     -- of the header; '': not known
  message_id_header TEXT NOT NULL,
  first_seen        INTEGER NOT NULL,  -- epoch seconds
  absent_since      INTEGER,           -- epoch seconds; NULL: it was on the server at the last look
  deleted_at        INTEGER,           -- epoch seconds of the +OK to QUIT that deleted it
  failures          INTEGER NOT NULL DEFAULT 0,
  retry_at          INTEGER NOT NULL DEFAULT 0,  -- epoch seconds
  UNIQUE (account_id, unique_id)
) STRICT;
CREATE INDEX pop3_message_message ON pop3_message (message_id);
