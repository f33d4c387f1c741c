-- Recipients for whom a server has taken a message, so that nobody gets it twice.

ALTER TABLE outgoing ADD COLUMN delivered TEXT NOT NULL DEFAULT '[]';  -- JSON list
