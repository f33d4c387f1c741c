-- The first schema. "Shown" columns are what lists read; "server" columns are what the server last said.
-- shown = server + the effects of the operations that are not yet done (store/shown.py).

CREATE TABLE account (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  email         TEXT NOT NULL COLLATE NOCASE,
  name          TEXT NOT NULL,
  imap_host     TEXT NOT NULL,
  imap_port     INTEGER NOT NULL,
  imap_security TEXT NOT NULL,
  imap_user     TEXT NOT NULL,
  smtp_host     TEXT NOT NULL,
  smtp_port     INTEGER NOT NULL,
  smtp_security TEXT NOT NULL,
  smtp_user     TEXT NOT NULL,
  removed       INTEGER NOT NULL DEFAULT 0  -- being taken away in slices; not shown any more
) STRICT;
CREATE UNIQUE INDEX account_email ON account (email) WHERE removed = 0;

CREATE TABLE folder (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id     INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  path           TEXT NOT NULL,
  delimiter      TEXT NOT NULL,
  role           TEXT NOT NULL,
  selectable     INTEGER NOT NULL,
  removed        INTEGER NOT NULL DEFAULT 0,  -- being taken away in slices; not shown any more
  uid_validity   INTEGER NOT NULL DEFAULT 0,  -- 0: never synchronised, or old uids are being taken away
  uid_next       INTEGER NOT NULL DEFAULT 0,
  highest_modseq INTEGER NOT NULL DEFAULT 0,
  lowest_uid     INTEGER NOT NULL DEFAULT 0,  -- headers are here from this uid upwards; 0: none, 1: all
  last_pass_at   INTEGER NOT NULL DEFAULT 0,  -- epoch seconds of the last complete pass; 0: none yet
  total          INTEGER NOT NULL DEFAULT 0,  -- shown; kept by triggers
  unread         INTEGER NOT NULL DEFAULT 0   -- shown; kept by triggers
) STRICT;
CREATE UNIQUE INDEX folder_path ON folder (account_id, path) WHERE removed = 0;
CREATE INDEX folder_account ON folder (account_id);

-- Narrow: exactly what a list paints and what sync compares, so that a page of rows is a few pages of the file.
-- account_id has no foreign key on purpose: it would need one more index over a million rows.
CREATE TABLE message (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id        INTEGER NOT NULL,
  folder_id         INTEGER REFERENCES folder,  -- shown in; NULL: not shown
  bits              INTEGER NOT NULL,           -- shown flags, mail.flag.Flag
  keywords          TEXT NOT NULL,              -- shown, separated by blanks
  server_folder_id  INTEGER REFERENCES folder,  -- NULL: gone from where it was, kept for an operation
  uid               INTEGER,                    -- NULL: not known (moved without COPYUID, or UIDVALIDITY changed)
  server_bits       INTEGER NOT NULL,
  server_keywords   TEXT NOT NULL,
  received_at       INTEGER NOT NULL,           -- epoch seconds, INTERNALDATE
  size              INTEGER NOT NULL,           -- RFC822.SIZE
  has_attachment    INTEGER NOT NULL,
  has_body          INTEGER NOT NULL DEFAULT 0,
  sender_name       TEXT NOT NULL,
  sender_address    TEXT NOT NULL,
  recipients        TEXT NOT NULL,              -- label of To
  subject           TEXT NOT NULL,
  preview           TEXT NOT NULL,
  message_id_header TEXT NOT NULL               -- without angle brackets, maybe ''
) STRICT;
CREATE INDEX message_list ON message (folder_id, received_at DESC, id DESC);
CREATE UNIQUE INDEX message_uid ON message (server_folder_id, uid);
CREATE INDEX message_without_uid ON message (server_folder_id, message_id_header, size) WHERE uid IS NULL;
CREATE INDEX message_without_body ON message (server_folder_id, uid) WHERE has_body = 0;

CREATE TRIGGER message_counted_in AFTER INSERT ON message WHEN new.folder_id IS NOT NULL BEGIN
  UPDATE folder SET total = total + 1, unread = unread + (new.bits & 1 = 0) WHERE id = new.folder_id;
END;
CREATE TRIGGER message_counted_out AFTER DELETE ON message WHEN old.folder_id IS NOT NULL BEGIN
  UPDATE folder SET total = total - 1, unread = unread - (old.bits & 1 = 0) WHERE id = old.folder_id;
END;
CREATE TRIGGER message_recounted AFTER UPDATE OF folder_id, bits ON message
WHEN old.folder_id IS NOT new.folder_id OR (old.bits & 1) <> (new.bits & 1) BEGIN
  UPDATE folder SET total = total - 1, unread = unread - (old.bits & 1 = 0) WHERE id = old.folder_id;
  UPDATE folder SET total = total + 1, unread = unread + (new.bits & 1 = 0) WHERE id = new.folder_id;
END;

CREATE TABLE detail (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  envelope   BLOB NOT NULL,  -- JSON of mail.message.Envelope
  structure  BLOB            -- JSON of mail.part.Part; NULL: not known
) STRICT;

CREATE TABLE body (
  message_id   INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  header_block BLOB NOT NULL,  -- as it came, up to and with the empty line
  body         BLOB NOT NULL   -- msgpack of mail.message.Body
) STRICT;

CREATE TABLE part (
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  path       TEXT NOT NULL,
  data       BLOB NOT NULL,  -- decoded
  PRIMARY KEY (message_id, path)
) STRICT;

CREATE TABLE whole (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  data       BLOB NOT NULL
) STRICT;

-- Rowid = message id. Without content there is no delete: what is stale falls out by the join, ids are never used again.
CREATE VIRTUAL TABLE header_words USING fts5 (
  sender, recipients, subject, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE body_words USING fts5 (
  text, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE operation (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of the user's actions
  id         TEXT NOT NULL UNIQUE,               -- a UUID of whoever asked
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  payload    BLOB NOT NULL,                      -- the engine's own
  effect     TEXT NOT NULL,                      -- JSON of store/effects.py, '' when nothing is shown
  state      TEXT NOT NULL,                      -- waiting, running, in_doubt, failed, done
  not_before REAL NOT NULL,                      -- epoch seconds
  attempts   INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL,
  problem    TEXT                                -- JSON of mail.problem.Problem
) STRICT;
CREATE INDEX operation_open ON operation (account_id, seq) WHERE state IN ('waiting', 'running', 'in_doubt');
CREATE INDEX operation_account ON operation (account_id);
CREATE VIEW open_operation AS SELECT * FROM operation WHERE state IN ('waiting', 'running', 'in_doubt');

CREATE TABLE operation_message (
  operation_seq  INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,
  message_id     INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  done           INTEGER NOT NULL DEFAULT 0,  -- the server has it; the server columns say so
  from_folder_id INTEGER,                     -- shown before the operation; for undo
  from_bits      INTEGER NOT NULL,
  PRIMARY KEY (operation_seq, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_message_message ON operation_message (message_id);

CREATE TABLE outgoing (
  operation_id      TEXT PRIMARY KEY REFERENCES operation (id) ON DELETE CASCADE,
  account_id        INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  data              BLOB NOT NULL,  -- the finished bytes
  mail_from         TEXT NOT NULL,
  recipients        TEXT NOT NULL,  -- JSON list: the SMTP envelope
  subject           TEXT NOT NULL,
  message_id_header TEXT NOT NULL,
  state             TEXT NOT NULL,  -- queued, sending, in_doubt, sent, filed
  refused           TEXT NOT NULL DEFAULT '[]',  -- JSON list of refused recipients
  created_at        REAL NOT NULL,
  draft_id          TEXT            -- the draft it was written as, which ends when it is sent; maybe gone already
) STRICT;
CREATE INDEX outgoing_account ON outgoing (account_id);
CREATE INDEX outgoing_draft ON outgoing (draft_id);

CREATE TABLE draft (
  id         TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  content    BLOB NOT NULL,  -- msgpack of bridge.draft.DraftContent
  subject    TEXT NOT NULL,
  recipients TEXT NOT NULL,
  saved_at   REAL NOT NULL,
  message_id INTEGER REFERENCES message ON DELETE SET NULL  -- its copy on the server
) STRICT;
CREATE INDEX draft_account ON draft (account_id);
CREATE INDEX draft_message ON draft (message_id);

CREATE TABLE address (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  address   TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name      TEXT NOT NULL,
  written   INTEGER NOT NULL,  -- times written to
  seen      INTEGER NOT NULL,  -- times seen in a header
  last_seen INTEGER NOT NULL   -- epoch seconds
) STRICT;
CREATE TABLE address_word (
  word       TEXT NOT NULL,  -- folded start of a name, a name's word, the address or its domain
  address_id INTEGER NOT NULL REFERENCES address ON DELETE CASCADE,
  PRIMARY KEY (word, address_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_word_address ON address_word (address_id);

CREATE TABLE engine_state (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
