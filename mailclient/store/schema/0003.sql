-- What keeps the view of the server exact: identities that outlive a numbering, rights, what the server fails to give.

ALTER TABLE folder ADD COLUMN mailbox_id TEXT NOT NULL DEFAULT '';     -- MAILBOXID (RFC 8474); '': not told
ALTER TABLE folder ADD COLUMN rights INTEGER NOT NULL DEFAULT 2047;    -- mail.rights.Rights by MYRIGHTS (RFC 4314)
ALTER TABLE folder ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0;    -- READ-ONLY at the last SELECT
ALTER TABLE folder ADD COLUMN kept_flags TEXT NOT NULL DEFAULT '\*';   -- PERMANENTFLAGS, separated by blanks
ALTER TABLE folder ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;     -- messages not shown, kept by triggers

ALTER TABLE message ADD COLUMN email_id TEXT NOT NULL DEFAULT '';      -- EMAILID (RFC 8474) or X-GM-MSGID; '': not told
ALTER TABLE message ADD COLUMN old_uid INTEGER;                        -- under the numbering before; for rematching
ALTER TABLE message ADD COLUMN departed_at INTEGER;                    -- epoch seconds; gone, maybe only to another folder
ALTER TABLE message ADD COLUMN local_bits INTEGER NOT NULL DEFAULT 0;  -- flags that its folder cannot keep on the server
ALTER TABLE message ADD COLUMN local_keywords TEXT NOT NULL DEFAULT '';
CREATE INDEX message_email ON message (account_id, email_id) WHERE email_id <> '';
CREATE INDEX message_departed ON message (account_id, departed_at) WHERE departed_at IS NOT NULL;

ALTER TABLE detail ADD COLUMN labels TEXT NOT NULL DEFAULT '';         -- JSON list of X-GM-LABELS; '': not told

-- What the server has and fails to give: known by its uid alone, asked for again much later or when the user wants it.
CREATE TABLE withheld (
  folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
  uid       INTEGER NOT NULL,
  what      TEXT NOT NULL,     -- store.withheld.What: header, body, whole
  problem   TEXT NOT NULL,     -- JSON of mail.problem.Problem
  failures  INTEGER NOT NULL,
  retry_at  INTEGER NOT NULL,  -- epoch seconds
  PRIMARY KEY (folder_id, uid, what)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER withheld_counted_in AFTER INSERT ON withheld WHEN new.what = 'header' BEGIN
  UPDATE folder SET withheld = withheld + 1 WHERE id = new.folder_id;
END;
CREATE TRIGGER withheld_counted_out AFTER DELETE ON withheld WHEN old.what = 'header' BEGIN
  UPDATE folder SET withheld = withheld - 1 WHERE id = old.folder_id;
END;

-- Messages that the server fails to give, so that the others need not wait for them again and again.
CREATE TABLE unfetchable (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  problem    TEXT NOT NULL,  -- JSON of mail.problem.Problem
  not_before REAL NOT NULL   -- epoch seconds: asked for again by itself from then on
) STRICT;
