-- Conversations: which messages belong together, by Message-ID, In-Reply-To, References and the server's thread ids.

ALTER TABLE message ADD COLUMN thread_id INTEGER;  -- the id its first message got; NULL: not looked at yet
DROP INDEX message_list;
CREATE INDEX message_list ON message (folder_id, received_at DESC, id DESC, thread_id);
CREATE INDEX message_thread ON message (thread_id, folder_id, received_at, id) WHERE thread_id IS NOT NULL;

-- Every Message-ID seen or referred to, as 64 bits of its hash: so a reply finds a parent that never came.
CREATE TABLE thread_name (
  name      INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL  -- maybe merged since
) STRICT;
CREATE TABLE merged_thread (
  id      INTEGER PRIMARY KEY,
  into_id INTEGER NOT NULL    -- never itself merged
) STRICT;
CREATE INDEX merged_thread_into ON merged_thread (into_id);

-- Where a message stood that is gone, so that a list can tell which conversation has another newest message now.
CREATE TABLE departed_thread (
  message_id INTEGER PRIMARY KEY,
  thread_id  INTEGER NOT NULL
) STRICT;
CREATE TRIGGER message_left_thread AFTER DELETE ON message
WHEN EXISTS (SELECT 1 FROM message WHERE thread_id = old.thread_id) BEGIN
  INSERT INTO departed_thread VALUES (old.id, old.thread_id);
END;

-- Quick filters: the few among the many.
CREATE INDEX message_unread ON message (folder_id, received_at DESC, id DESC) WHERE bits & 1 = 0;
CREATE INDEX message_flagged ON message (folder_id, received_at DESC, id DESC) WHERE bits & 4 <> 0;
CREATE INDEX message_with_keywords ON message (folder_id, received_at DESC, id DESC) WHERE keywords <> '';
CREATE INDEX message_with_attachment ON message (folder_id, received_at DESC, id DESC) WHERE has_attachment = 1;
