-- For whom a message in doubt may have been taken: a copy in Sent tells of nobody else.

ALTER TABLE outgoing ADD COLUMN doubtful TEXT NOT NULL DEFAULT '[]';  -- JSON list; empty: for all that are left
