-- First words from the server (RFC 8970), how long messages have been in Trash and Junk (RFC 8514), conversations.

-- Messages without a body of which the server told no first words: not to be asked for again.
CREATE TABLE preview_tried (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE
) STRICT;

ALTER TABLE folder ADD COLUMN expires_after_days INTEGER;  -- NULL: what is in it stays

-- Since when we know messages to be in a folder whose contents may expire; of no worth once they have another place.
CREATE TABLE dwelling (
  message_id   INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  folder_id    INTEGER NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid          INTEGER NOT NULL,
  since        INTEGER NOT NULL  -- epoch seconds
) STRICT;

ALTER TABLE detail ADD COLUMN thread_id TEXT NOT NULL DEFAULT '';  -- THREADID (RFC 8474) or X-GM-THRID; '': not told
