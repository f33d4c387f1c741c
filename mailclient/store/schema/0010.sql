-- Mail of several accounts in one inbox on this computer: which of them a message came for.

ALTER TABLE detail ADD COLUMN received_by INTEGER;  -- account id; NULL: the account it is in
