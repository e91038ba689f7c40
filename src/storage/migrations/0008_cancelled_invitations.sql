-- Invitations have a fourth state: cancelled. A column's check cannot be changed, so both tables are made anew, in the classes of 0003.
CREATE TABLE next_invitation (
  invitation @BYTES@ NOT NULL PRIMARY KEY CHECK (length(invitation) = 16),
  role @INTEGER@ NOT NULL,
  state @INTEGER@ NOT NULL CHECK (state IN (1, 2, 3, 4)),
  issued_day @INTEGER@ NOT NULL,
  expires @INTEGER@ NOT NULL,
  issued @BYTES@ NOT NULL,
  sealing_key @BYTES@ NOT NULL
)@TABLE@;
INSERT INTO next_invitation SELECT invitation, role, state, issued_day, expires, issued, sealing_key FROM invitation;

CREATE TABLE next_invitation_issuer (
  issuer @BYTES@ NOT NULL CHECK (length(issuer) = 32),
  invitation @BYTES@ NOT NULL REFERENCES next_invitation (invitation) ON DELETE CASCADE,
  position @INTEGER@ NOT NULL,
  PRIMARY KEY (issuer, invitation)
)@TABLE@;
INSERT INTO next_invitation_issuer SELECT issuer, invitation, position FROM invitation_issuer;

DROP TABLE invitation_issuer;
DROP TABLE invitation;
ALTER TABLE next_invitation RENAME TO invitation;
ALTER TABLE next_invitation_issuer RENAME TO invitation_issuer;
CREATE INDEX invitation_issuer_invitation ON invitation_issuer (invitation);
