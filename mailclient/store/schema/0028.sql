-- Drafts of which the content is sealed: what has to be known of them without the key.
ALTER TABLE draft ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;          -- 1: content is a blob of crypto/sealing.py
ALTER TABLE draft ADD COLUMN being_written INTEGER NOT NULL DEFAULT 0;   -- of a sealed one: somebody has it before him
ALTER TABLE draft ADD COLUMN files_of TEXT NOT NULL DEFAULT '';          -- ids of drafts whose kept files it names
ALTER TABLE draft_revision ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft_revision ADD COLUMN files_of TEXT NOT NULL DEFAULT '';
ALTER TABLE merge ADD COLUMN files_of TEXT NOT NULL DEFAULT '';
