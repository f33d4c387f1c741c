-- New messages come by the hundred: they are counted once for each transaction, and their structure is read when needed.

DROP TRIGGER message_counted_in;  -- store/insertion.py counts

ALTER TABLE detail ADD COLUMN bodystructure BLOB;  -- as the server wrote it, where "structure" is not made yet
