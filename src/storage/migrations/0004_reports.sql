-- A report. Class O: key halves, state, team, jurisdiction, language, urgency word, day, hash of the signed request (by which a repetition is
-- known). No account but the caseworker an open one is assigned to.
CREATE TABLE report (
  id @BYTES@ NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  signing_key @BYTES@ NOT NULL CHECK (length(signing_key) = 32),
  sealing_key @BYTES@ NOT NULL CHECK (length(sealing_key) = 1216),
  state @INTEGER@ NOT NULL,
  team @BYTES@ CHECK (length(team) = 16),
  team_epoch @INTEGER@ NOT NULL,
  jurisdiction @INTEGER@ NOT NULL,
  language @INTEGER@ NOT NULL,
  urgency @INTEGER@ NOT NULL,
  urgency_rank @INTEGER@ NOT NULL,
  day @INTEGER@ NOT NULL,
  request_hash @BYTES@ NOT NULL CHECK (length(request_hash) = 32),
  assigned @BYTES@ CHECK (length(assigned) = 16)
)@TABLE@;
CREATE INDEX report_queue ON report (team, state, urgency_rank, day, id);

-- Sealed parts (class S). The team's wrap is there only while a receipt permits it.
CREATE TABLE report_section (
  report @BYTES@ NOT NULL REFERENCES report (id),
  section @INTEGER@ NOT NULL,
  body @BYTES@ NOT NULL,
  owner_wrap @BYTES@ NOT NULL CHECK (length(owner_wrap) = 1225),
  team_wrap @BYTES@ CHECK (length(team_wrap) = 1225),
  PRIMARY KEY (report, section)
)@TABLE@;

-- Consent receipts and withdrawals, signed by the report's key (class O: scopes, text ids, hours).
CREATE TABLE consent_event (
  report @BYTES@ NOT NULL REFERENCES report (id),
  sequence @INTEGER@ NOT NULL,
  event @BYTES@ NOT NULL,
  PRIMARY KEY (report, sequence)
)@TABLE@;

-- Messages sealed to the other side, and the desk's notes sealed to the desk (class S; day O).
CREATE TABLE report_message (
  report @BYTES@ NOT NULL REFERENCES report (id),
  sequence @INTEGER@ NOT NULL,
  from_team @INTEGER@ NOT NULL,
  body @BYTES@ NOT NULL,
  day @INTEGER@ NOT NULL,
  PRIMARY KEY (report, sequence)
)@TABLE@;
CREATE TABLE report_note (
  report @BYTES@ NOT NULL REFERENCES report (id),
  sequence @INTEGER@ NOT NULL,
  body @BYTES@ NOT NULL,
  day @INTEGER@ NOT NULL,
  PRIMARY KEY (report, sequence)
)@TABLE@;
