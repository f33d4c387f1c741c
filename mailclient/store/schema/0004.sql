-- Which messages can be read without the network, where the user chose: see mail/offline.py.

CREATE TABLE offline_policy (
  account_id    INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  folder_id     INTEGER UNIQUE REFERENCES folder ON DELETE CASCADE,  -- NULL: for the account's other folders
  keep          TEXT NOT NULL,
  amount        INTEGER NOT NULL,
  attachments   INTEGER NOT NULL,
  largest_bytes INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX offline_policy_account ON offline_policy (account_id) WHERE folder_id IS NULL;
CREATE INDEX offline_policy_accounts ON offline_policy (account_id);

-- 1: what its policy does not keep (any more) is still to be let go.
ALTER TABLE folder ADD COLUMN untrimmed INTEGER NOT NULL DEFAULT 0;

-- Messages of which the body was let go while its words can still be searched: not to be indexed twice.
CREATE TABLE searchable_without_body (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE
) STRICT;
