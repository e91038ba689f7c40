-- Warnings until their hand-over. Class O: reference, version, team, state, recognition level, day, and signed statements over
-- a salted hash; class S, sealed to the editors: sealed, source, fairness. No report, no receipt, no hour.
CREATE TABLE warning (
  reference @BYTES@ NOT NULL CHECK (length(reference) = 16),
  version @INTEGER@ NOT NULL,
  team @BYTES@ NOT NULL CHECK (length(team) = 16),
  state @INTEGER@ NOT NULL,
  level @INTEGER@ NOT NULL,
  day @INTEGER@ NOT NULL,
  draft @BYTES@ NOT NULL,
  recognition @BYTES@ NOT NULL,
  lead @BYTES@,
  sealed @BYTES@,
  source @BYTES@,
  fairness @BYTES@,
  PRIMARY KEY (reference, version)
)@TABLE@;
CREATE INDEX warning_team ON warning (team);

-- What was handed over: the encrypted warning and its content key under the group's key (class S), and days (O).
CREATE TABLE published_warning (
  reference @BYTES@ NOT NULL CHECK (length(reference) = 16),
  version @INTEGER@ NOT NULL,
  content @BYTES@ NOT NULL,
  group_epoch @INTEGER@ NOT NULL,
  key_wrap @BYTES@ NOT NULL CHECK (length(key_wrap) = 72),
  first_day @INTEGER@ NOT NULL,
  last_day @INTEGER@ NOT NULL,
  PRIMARY KEY (reference, version)
)@TABLE@;

-- The slot map: one row sealed to the editors (class S) for each slot packet. The packet's id is random.
CREATE TABLE slot_map (
  packet @BYTES@ NOT NULL PRIMARY KEY CHECK (length(packet) = 16),
  team @BYTES@ NOT NULL CHECK (length(team) = 16),
  sealed @BYTES@ NOT NULL,
  last_day @INTEGER@ NOT NULL
)@TABLE@;
CREATE INDEX slot_map_team ON slot_map (team);

-- The first signature of a restore, until the second comes (class O).
CREATE TABLE waiting_restore (
  reference @BYTES@ NOT NULL PRIMARY KEY CHECK (length(reference) = 16),
  role @INTEGER@ NOT NULL,
  restore_order @BYTES@ NOT NULL
)@TABLE@;

-- Which report an approving receipt belongs to: both stand in the receipt itself (class O). Asked only in memory, at hand-over.
CREATE TABLE approving_receipt (
  receipt @BYTES@ NOT NULL PRIMARY KEY CHECK (length(receipt) = 16),
  report @BYTES@ NOT NULL REFERENCES report (id)
)@TABLE@;
CREATE INDEX approving_receipt_report ON approving_receipt (report);
