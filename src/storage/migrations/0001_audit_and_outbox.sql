-- Audit: one hash chain per report and one (chain zero) for the organisation. Class O: no content, no reporter identity.
CREATE TABLE audit_event (
  chain @BYTES@ NOT NULL CHECK (length(chain) = 16),
  sequence @INTEGER@ NOT NULL CHECK (sequence >= 0),
  event @BYTES@ NOT NULL,
  PRIMARY KEY (chain, sequence)
)@TABLE@;

CREATE TABLE audit_chain (
  chain @BYTES@ NOT NULL PRIMARY KEY CHECK (length(chain) = 16),
  next_sequence @INTEGER@ NOT NULL,
  head @BYTES@ NOT NULL CHECK (length(head) = 32),
  checked_sequence @INTEGER@ NOT NULL
)@TABLE@;

-- What must reach listd. A strike's payload is Entrusted: a withdrawal secret, erased when listd has answered. No column leads to a report.
CREATE TABLE outbox (
  id @BYTES@ NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind @INTEGER@ NOT NULL,
  payload @BYTES@ NOT NULL,
  key @BYTES@ NOT NULL UNIQUE CHECK (length(key) = 32)
)@TABLE@;

-- listd's signed answers, and copies of what it must never forget. Class O, day only.
CREATE TABLE list_copy (
  key @BYTES@ NOT NULL PRIMARY KEY CHECK (length(key) = 32),
  kind @INTEGER@ NOT NULL,
  content @BYTES@ NOT NULL,
  day @INTEGER@ NOT NULL
)@TABLE@;
