-- Who sent it: whose word counts, what was checked here, and whom the user knows.

-- The server that takes mail in for an account: whose Authentication-Results are believed.
CREATE TABLE receiving_server (
  account_id INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  server     BLOB NOT NULL  -- JSON: mail.origin.ReceivingServer
) STRICT;

-- Signatures checked on this computer.
CREATE TABLE origin_check (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  found      BLOB NOT NULL  -- JSON: mail.origin.Check
) STRICT;

-- What the domains look like to which the user has written.
CREATE TABLE contact_domain (
  skeleton TEXT NOT NULL,
  domain   TEXT NOT NULL,  -- as shown
  PRIMARY KEY (skeleton, domain)
) STRICT, WITHOUT ROWID;
