-- What proves who the user is: a password, or an OAuth token in its place.

ALTER TABLE account ADD COLUMN imap_login TEXT NOT NULL DEFAULT 'password';
ALTER TABLE account ADD COLUMN smtp_login TEXT NOT NULL DEFAULT 'password';
