-- Words of encrypted messages, for accounts whose user wants to find them: sealed by the engine, the key is elsewhere.

CREATE TABLE sealed_search (
  account_id     INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  looked_down_to INTEGER NOT NULL  -- messages with ids below have not been looked at since it was switched on
) STRICT;

CREATE TABLE sealed_text (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  sealed     BLOB NOT NULL
) STRICT;
