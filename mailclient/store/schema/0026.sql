-- Drafts from before there were earlier texts: what they say is the first of these.

INSERT INTO draft_revision (draft_id, saved_at, content)
SELECT id, saved_at, content FROM draft
WHERE length(content) > 0 AND NOT EXISTS (SELECT 1 FROM draft_revision WHERE draft_id = draft.id);
