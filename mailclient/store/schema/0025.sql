-- Addresses to which mail came back for good, and the report that says so.

CREATE TABLE bounced (
  address    TEXT NOT NULL COLLATE NOCASE,
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  PRIMARY KEY (address, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bounced_message ON bounced (message_id);
