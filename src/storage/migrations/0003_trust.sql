-- Invitations. Class O: signed statements and public keys; no name, no contact. Used ones stay, to count a voucher's.
CREATE TABLE invitation (
  invitation @BYTES@ NOT NULL PRIMARY KEY CHECK (length(invitation) = 16),
  role @INTEGER@ NOT NULL,
  state @INTEGER@ NOT NULL CHECK (state IN (1, 2, 3)),
  issued_day @INTEGER@ NOT NULL,
  expires @INTEGER@ NOT NULL,
  issued @BYTES@ NOT NULL,
  sealing_key @BYTES@ NOT NULL
)@TABLE@;

-- Whose signatures an invitation needs. Class O: public keys.
CREATE TABLE invitation_issuer (
  issuer @BYTES@ NOT NULL CHECK (length(issuer) = 32),
  invitation @BYTES@ NOT NULL REFERENCES invitation (invitation) ON DELETE CASCADE,
  position @INTEGER@ NOT NULL,
  PRIMARY KEY (issuer, invitation)
)@TABLE@;
CREATE INDEX invitation_issuer_invitation ON invitation_issuer (invitation);

-- Epochs of the group and of teams. Class P: signed statements, also published in the keyring.
CREATE TABLE group_epoch (
  epoch @INTEGER@ NOT NULL PRIMARY KEY,
  envelope @BYTES@ NOT NULL
)@TABLE@;

CREATE TABLE team_epoch (
  team @BYTES@ NOT NULL CHECK (length(team) = 16),
  epoch @INTEGER@ NOT NULL,
  envelope @BYTES@ NOT NULL,
  PRIMARY KEY (team, epoch)
)@TABLE@;

-- Epoch keys, each Sealed to one account or (group key only) to one invitation.
CREATE TABLE group_wrap (
  recipient @BYTES@ NOT NULL CHECK (length(recipient) = 16),
  epoch @INTEGER@ NOT NULL REFERENCES group_epoch (epoch),
  wrap @BYTES@ NOT NULL,
  PRIMARY KEY (recipient, epoch)
)@TABLE@;

CREATE TABLE team_wrap (
  account @BYTES@ NOT NULL REFERENCES account (account),
  team @BYTES@ NOT NULL,
  epoch @INTEGER@ NOT NULL,
  purpose @INTEGER@ NOT NULL CHECK (purpose IN (1, 2)),
  wrap @BYTES@ NOT NULL,
  PRIMARY KEY (account, team, epoch, purpose),
  FOREIGN KEY (team, epoch) REFERENCES team_epoch (team, epoch)
)@TABLE@;
