-- The list shows which messages are encrypted; what hangs on them cannot be seen from outside.

ALTER TABLE message ADD COLUMN encrypted INTEGER NOT NULL DEFAULT 0;
