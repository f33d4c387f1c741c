-- AES-GCM is sent only to those who said that they read it: many that read S/MIME do not.

ALTER TABLE certificate_wish ADD COLUMN reads_gcm INTEGER NOT NULL DEFAULT 0;
