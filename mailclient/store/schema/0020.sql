-- Searches for large messages: the few among the many.

CREATE INDEX message_large ON message (folder_id, received_at DESC, id DESC) WHERE size >= 1048576;
