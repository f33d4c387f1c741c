-- Keys and certificates: whose the user says they are, where they came from, what mail told of its senders' keys.

CREATE TABLE key_acceptance (
  system      TEXT NOT NULL,  -- mail.protection.System
  fingerprint TEXT NOT NULL,
  address     TEXT NOT NULL COLLATE NOCASE,  -- what is said is said of this address of the key; '' of one that has none
  acceptance  TEXT NOT NULL,  -- mail.protection.Acceptance
  decided_at  REAL NOT NULL,
  PRIMARY KEY (system, fingerprint, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_source (
  fingerprint TEXT PRIMARY KEY,  -- of an OpenPGP key that did not come from the user's own keyring
  source      TEXT NOT NULL,     -- mail.key.KeySource
  came_at     REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
  fingerprint TEXT PRIMARY KEY,  -- SHA-256, upper-case hex
  certificate BLOB NOT NULL,     -- DER
  source      TEXT NOT NULL,     -- mail.key.KeySource
  came_at     REAL NOT NULL,
  authority   INTEGER NOT NULL,
  root        INTEGER NOT NULL,  -- the user trusts it to say who others are
  private_key BLOB               -- PKCS#8, sealed
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_authority ON certificate (fingerprint) WHERE authority = 1;

CREATE TABLE certificate_address (
  address     TEXT NOT NULL COLLATE NOCASE,
  fingerprint TEXT NOT NULL REFERENCES certificate ON DELETE CASCADE,
  PRIMARY KEY (address, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_address_of ON certificate_address (fingerprint);

CREATE TABLE certificate_wish (
  address     TEXT PRIMARY KEY COLLATE NOCASE,
  fingerprint TEXT NOT NULL REFERENCES certificate ON DELETE CASCADE,  -- what its owner wants mail encrypted to
  signed_at   REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE peer (  -- Autocrypt level 1, section 2.2
  address            TEXT PRIMARY KEY COLLATE NOCASE,
  last_seen          REAL NOT NULL,  -- epoch seconds: effective date of the newest message
  key_seen           REAL,           -- of the newest with an Autocrypt field
  fingerprint        TEXT,
  prefers_encryption INTEGER NOT NULL DEFAULT 0,
  gossip_seen        REAL,
  gossip_fingerprint TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE autocrypt_due (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE
) STRICT;

CREATE TABLE key_settings (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  settings TEXT NOT NULL  -- JSON of mail.key.KeySettings
) STRICT;
