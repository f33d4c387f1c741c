-- People: address books, contacts and groups with their cards, and one index over all that completes a recipient.

CREATE TABLE address_book (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,               -- mail.contact.BookKind
  url        TEXT NOT NULL DEFAULT '',    -- of the collection
  user       TEXT NOT NULL DEFAULT '',
  login      TEXT NOT NULL DEFAULT 'password',
  read_only  INTEGER NOT NULL DEFAULT 0,
  sync_token TEXT NOT NULL DEFAULT '',    -- RFC 6578
  ctag       TEXT NOT NULL DEFAULT '',
  synced_at  REAL NOT NULL DEFAULT 0,
  held       INTEGER NOT NULL DEFAULT 0,  -- removals that wait for the user's consent
  problem    TEXT
) STRICT;
INSERT INTO address_book (id, name, kind) VALUES (1, '', 'local');

CREATE TABLE contact (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  book_id      INTEGER NOT NULL REFERENCES address_book ON DELETE CASCADE,
  uid          TEXT NOT NULL,
  is_group     INTEGER NOT NULL,
  name         TEXT NOT NULL,
  sort_key     TEXT NOT NULL,
  address      TEXT NOT NULL,     -- the first, or ''
  organisation TEXT NOT NULL,
  texts        TEXT NOT NULL,     -- what it is found by, a line each
  content      BLOB NOT NULL,     -- msgpack of mail.contact.Contact without its picture
  card         BLOB NOT NULL,     -- the vCard, byte for byte but for what was changed here
  base         BLOB,              -- the card as the server last had it
  theirs       BLOB,              -- the server's card where both changed the same
  href         TEXT,              -- where the server has it
  etag         TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL,     -- kept; changed and removed: the server does not know yet
  has_photo    INTEGER NOT NULL,
  changed_at   REAL NOT NULL
) STRICT;
CREATE INDEX contact_list ON contact (sort_key, id) WHERE is_group = 0 AND state <> 'removed';
CREATE INDEX contact_of_book ON contact (book_id, is_group, sort_key, id) WHERE state <> 'removed';
CREATE INDEX contact_group ON contact (sort_key, id) WHERE is_group = 1 AND state <> 'removed';
CREATE INDEX contact_uid ON contact (book_id, uid);
CREATE UNIQUE INDEX contact_href ON contact (book_id, href) WHERE href IS NOT NULL;
CREATE INDEX contact_to_send ON contact (book_id, id) WHERE state <> 'kept';
CREATE INDEX contact_in_conflict ON contact (book_id) WHERE theirs IS NOT NULL;

CREATE TABLE contact_photo (
  contact_id INTEGER PRIMARY KEY REFERENCES contact ON DELETE CASCADE,
  data       BLOB NOT NULL
) STRICT;

CREATE TABLE contact_email (
  contact_id INTEGER NOT NULL REFERENCES contact ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  address    TEXT NOT NULL COLLATE NOCASE,
  PRIMARY KEY (contact_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_email_address ON contact_email (address, contact_id);

CREATE TABLE group_member (
  group_id INTEGER NOT NULL REFERENCES contact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  uid      TEXT NOT NULL,  -- of a contact of the same book, or ''
  address  TEXT NOT NULL,  -- of a member that is in no book, or ''
  name     TEXT NOT NULL,
  PRIMARY KEY (group_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_uid ON group_member (uid) WHERE uid <> '';

CREATE TABLE contact_change (
  operation_id TEXT NOT NULL,
  contact_id   INTEGER NOT NULL,
  before       BLOB,           -- msgpack of the row; NULL: there was none
  at           REAL NOT NULL,
  PRIMARY KEY (operation_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_change_at ON contact_change (at);

CREATE TABLE address_book_unread (
  book_id INTEGER NOT NULL REFERENCES address_book ON DELETE CASCADE,
  href    TEXT NOT NULL,  -- a card of the server that could not be read; as it is there nothing is done to it
  etag    TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (book_id, href)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE contact_words USING fts5(words, tokenize = 'ascii', prefix = '1 2 3', detail = none, columnsize = 0);

ALTER TABLE address ADD COLUMN last_written INTEGER NOT NULL DEFAULT 0;  -- epoch seconds
ALTER TABLE address ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;        -- never to be proposed
ALTER TABLE address ADD COLUMN contact_id INTEGER REFERENCES contact ON DELETE SET NULL;  -- whose name it goes by
CREATE INDEX address_contact ON address (contact_id) WHERE contact_id IS NOT NULL;
UPDATE address SET last_written = last_seen WHERE written > 0;
-- By rowid an address; below zero a group. What was noted before is worded by the engine (store.addresses.word_old).
CREATE VIRTUAL TABLE address_words USING fts5(words, tokenize = 'ascii', prefix = '1 2 3', detail = none, columnsize = 0);
