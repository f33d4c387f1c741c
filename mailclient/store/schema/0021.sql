-- Drafts: what their copy in the Drafts folder holds, what another device did to that copy, earlier texts.

ALTER TABLE draft ADD COLUMN filed BLOB;                              -- the content its copy was made of
ALTER TABLE draft ADD COLUMN filing BLOB;                             -- the content handed in last, maybe in vain
ALTER TABLE draft ADD COLUMN filing_header TEXT NOT NULL DEFAULT '';  -- its Message-ID; '': nothing is in doubt
ALTER TABLE draft ADD COLUMN elsewhere TEXT NOT NULL DEFAULT '';      -- '', 'changed' or 'deleted' by another device
ALTER TABLE draft ADD COLUMN other_id INTEGER REFERENCES message ON DELETE SET NULL;  -- what that device wrote
ALTER TABLE draft ADD COLUMN copy_number INTEGER NOT NULL DEFAULT 0;  -- message_id, also when the message is gone
ALTER TABLE draft ADD COLUMN unfiled INTEGER NOT NULL DEFAULT 1;      -- 1: it says something else than its copy
ALTER TABLE draft ADD COLUMN ended_at REAL;                           -- epoch seconds; NULL: it is being written
ALTER TABLE draft ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;         -- 1: it ended by being sent
CREATE INDEX draft_other ON draft (other_id);
UPDATE draft SET filed = content, unfiled = 0, copy_number = message_id WHERE message_id IS NOT NULL;

-- Earlier texts of a draft, thinned out by store/draft_revisions.py.
CREATE TABLE draft_revision (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  draft_id TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
  saved_at REAL NOT NULL,               -- epoch seconds
  content  BLOB NOT NULL,               -- as draft.content
  landmark INTEGER NOT NULL DEFAULT 0   -- 1: much of it was gone in the next one
) STRICT;
CREATE INDEX draft_revision_draft ON draft_revision (draft_id, id);
