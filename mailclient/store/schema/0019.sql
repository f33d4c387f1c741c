-- One search index over all that is known of a message, in the order in which messages came; saved searches.

-- Rowid = store/search_index.py key_of(message id, received_at): the newest are the highest. Without content: what is
-- stale falls out by the join with message, ids are never used again.
CREATE VIRTUAL TABLE search_words USING fts5 (
  sender, recipients, cc, bcc, subject, body, filenames, attachments, list, starts,
  content = '', columnsize = 0, tokenize = 'ascii'
);

-- 1: the words of its text are in the index, which does not forget them when the text itself is let go.
ALTER TABLE message ADD COLUMN searchable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folder ADD COLUMN searchable INTEGER NOT NULL DEFAULT 0;  -- messages shown of which it is so; by triggers
CREATE TRIGGER searchable_recounted AFTER UPDATE OF folder_id, searchable ON message
WHEN old.searchable <> new.searchable OR (new.searchable AND old.folder_id IS NOT new.folder_id) BEGIN
  UPDATE folder SET searchable = searchable - old.searchable WHERE id = old.folder_id;
  UPDATE folder SET searchable = searchable + new.searchable WHERE id = new.folder_id;
END;
CREATE TRIGGER searchable_counted_out AFTER DELETE ON message WHEN old.searchable AND old.folder_id IS NOT NULL BEGIN
  UPDATE folder SET searchable = searchable - 1 WHERE id = old.folder_id;
END;

-- Ids of messages that are still to be taken into the index.
CREATE TABLE search_backlog (
  first_id INTEGER PRIMARY KEY,
  last_id  INTEGER NOT NULL
) STRICT;
-- Of a file from before: what came last, and then all others in the order in which a first sync brought them.
INSERT INTO search_backlog SELECT max(1, seq - 20000), seq FROM sqlite_sequence WHERE name = 'message' AND seq > 0;
INSERT INTO search_backlog SELECT 1, seq - 20001 FROM sqlite_sequence WHERE name = 'message' AND seq > 20001;
DROP TABLE header_words;
DROP TABLE body_words;
DROP TABLE searchable_without_body;

-- Text found in attachments that are here; '' where there is none, or it could not be read.
CREATE TABLE attachment_text (
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  path       TEXT NOT NULL,
  text       BLOB NOT NULL,  -- zlib of UTF-8
  outcome    TEXT NOT NULL,  -- mail.attachment_text.Outcome
  PRIMARY KEY (message_id, path)
) STRICT, WITHOUT ROWID;
-- Messages of which attachments came and were not looked into yet.
CREATE TABLE attachment_due (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE
) STRICT;
INSERT INTO attachment_due SELECT DISTINCT message_id FROM part;
INSERT OR IGNORE INTO attachment_due
  SELECT whole.message_id FROM whole JOIN message ON message.id = whole.message_id WHERE has_attachment = 1;

CREATE TABLE saved_search (
  id    TEXT PRIMARY KEY,
  name  TEXT NOT NULL,
  query TEXT NOT NULL
) STRICT;
