-- Accounts. Class O: a generated login, public keys, a link that anyone may verify, a month; no name, no contact.
-- secret_wrap is Sealed: the account secret under a key that only the passphrase and keyd together give.
CREATE TABLE account (
  account @BYTES@ NOT NULL PRIMARY KEY CHECK (length(account) = 16),
  login TEXT NOT NULL UNIQUE,
  role @INTEGER@ NOT NULL,
  team @BYTES@ CHECK (team IS NULL OR length(team) = 16),
  signing_key @BYTES@ NOT NULL UNIQUE CHECK (length(signing_key) = 32),
  check_key @BYTES@ NOT NULL UNIQUE CHECK (length(check_key) = 32),
  auth_key @BYTES@ NOT NULL CHECK (length(auth_key) = 32),
  sealing_key @BYTES@ NOT NULL CHECK (length(sealing_key) = 1216),
  link @BYTES@ NOT NULL,
  secret_wrap @BYTES@ NOT NULL,
  joined_month @INTEGER@ NOT NULL,
  state @INTEGER@ NOT NULL CHECK (state IN (1, 2))
)@TABLE@;

-- Sessions, erased when they end. Class O; minutes, and only of sessions that run.
CREATE TABLE session (
  token_hash @BYTES@ NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  account @BYTES@ NOT NULL REFERENCES account (account),
  entrance @INTEGER@ NOT NULL CHECK (entrance IN (0, 1)),
  started_minute @INTEGER@ NOT NULL,
  seen_minute @INTEGER@ NOT NULL
)@TABLE@;
CREATE INDEX session_account ON session (account);

-- Nonces that were used, until they expire by themselves. Class O; no column leads to an account.
CREATE TABLE consumed_nonce (
  nonce @BYTES@ NOT NULL PRIMARY KEY CHECK (length(nonce) = 32),
  expires @INTEGER@ NOT NULL
)@TABLE@;

-- Vaults: Sealed, all of one size, rewritten at every unlock; no time.
CREATE TABLE vault (
  account @BYTES@ NOT NULL PRIMARY KEY REFERENCES account (account),
  content @BYTES@ NOT NULL
)@TABLE@;
