-- Filters: what is done by itself with messages that arrive.

CREATE TABLE filters (
  account_id INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  filters    BLOB NOT NULL  -- JSON: a list of mail.filter.Filter, in their order
) STRICT;

-- Messages that came and were not looked at by the filters yet; noted with the message, gone with what came of it.
CREATE TABLE unfiltered (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  account_id INTEGER NOT NULL  -- whose filters
) STRICT;
CREATE INDEX unfiltered_of_account ON unfiltered (account_id);
