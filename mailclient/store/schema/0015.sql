-- What messages loaded from the web when the reader allowed it, and the senders for whom that is always allowed.

CREATE TABLE remote_content (
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  url        TEXT NOT NULL,     -- as in Body.remote
  media_type TEXT NOT NULL,     -- '': it could not be had
  size       INTEGER NOT NULL,  -- bytes of data
  loaded_at  INTEGER NOT NULL,  -- epoch seconds
  data       BLOB NOT NULL,
  PRIMARY KEY (message_id, url)
) STRICT;
CREATE INDEX remote_content_oldest ON remote_content (loaded_at, size);

CREATE TABLE remote_sender (
  address TEXT PRIMARY KEY COLLATE NOCASE
) STRICT, WITHOUT ROWID;
