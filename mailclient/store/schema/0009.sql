-- What an account is told to be grows (POP3, identities, exceptions for certificates …): one JSON object, as of
-- store/settings_json.py. email stays a column for the index that keeps it unique; what is not in the object has its
-- default.

ALTER TABLE account ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
UPDATE account SET settings = json_object(
  'email', email,
  'name', name,
  'incoming', json_object('host', imap_host, 'port', imap_port, 'security', imap_security, 'user', imap_user,
                          'login', imap_login),
  'smtp', json_object('host', smtp_host, 'port', smtp_port, 'security', smtp_security, 'user', smtp_user,
                      'login', smtp_login)
);
ALTER TABLE account DROP COLUMN name;
ALTER TABLE account DROP COLUMN imap_host;
ALTER TABLE account DROP COLUMN imap_port;
ALTER TABLE account DROP COLUMN imap_security;
ALTER TABLE account DROP COLUMN imap_user;
ALTER TABLE account DROP COLUMN imap_login;
ALTER TABLE account DROP COLUMN smtp_host;
ALTER TABLE account DROP COLUMN smtp_port;
ALTER TABLE account DROP COLUMN smtp_security;
ALTER TABLE account DROP COLUMN smtp_user;
ALTER TABLE account DROP COLUMN smtp_login;
