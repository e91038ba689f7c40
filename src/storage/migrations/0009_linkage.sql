-- Teams have a third key: for linkage. A column's check cannot be changed, so the table is made anew, in the class of 0003.
CREATE TABLE next_team_wrap (
  account @BYTES@ NOT NULL REFERENCES account (account),
  team @BYTES@ NOT NULL,
  epoch @INTEGER@ NOT NULL,
  purpose @INTEGER@ NOT NULL CHECK (purpose IN (1, 2, 6)),
  wrap @BYTES@ NOT NULL,
  PRIMARY KEY (account, team, epoch, purpose),
  FOREIGN KEY (team, epoch) REFERENCES team_epoch (team, epoch)
)@TABLE@;
INSERT INTO next_team_wrap SELECT account, team, epoch, purpose, wrap FROM team_wrap;
DROP TABLE team_wrap;
ALTER TABLE next_team_wrap RENAME TO team_wrap;

-- What a report may be compared by (class S), while its LINK is live. Class O: whose it is, its team, day, and the day on which LINK ends. A segment holds many under one
-- key (class S), so that they open quickly.
CREATE TABLE link_segment (
  segment @BYTES@ NOT NULL PRIMARY KEY CHECK (length(segment) = 16),
  team @BYTES@ NOT NULL CHECK (length(team) = 16),
  epoch @INTEGER@ NOT NULL,
  wrap @BYTES@ NOT NULL CHECK (length(wrap) = 1225)
)@TABLE@;
CREATE INDEX link_segment_team ON link_segment (team, segment);

CREATE TABLE link_entry (
  entry @BYTES@ NOT NULL PRIMARY KEY CHECK (length(entry) = 16),
  report @BYTES@ NOT NULL UNIQUE REFERENCES report (id),
  team @BYTES@ NOT NULL CHECK (length(team) = 16),
  epoch @INTEGER@ NOT NULL,
  segment @BYTES@ REFERENCES link_segment (segment),
  day @INTEGER@ NOT NULL,
  expires @INTEGER@ NOT NULL,
  sealed @BYTES@ NOT NULL
)@TABLE@;
CREATE INDEX link_entry_place ON link_entry (team, segment, entry);
CREATE INDEX link_entry_segment ON link_entry (segment, expires);

-- What somebody decided about a pair (class S), wrapped for linkage and for the desk. Class O: which two, and the day.
CREATE TABLE link_decision (
  decision @BYTES@ NOT NULL PRIMARY KEY CHECK (length(decision) = 16),
  one @BYTES@ NOT NULL REFERENCES link_entry (entry),
  other @BYTES@ NOT NULL REFERENCES link_entry (entry),
  body @BYTES@ NOT NULL,
  link_wrap @BYTES@ NOT NULL CHECK (length(link_wrap) = 1225),
  desk_wrap @BYTES@ NOT NULL CHECK (length(desk_wrap) = 1225),
  day @INTEGER@ NOT NULL,
  UNIQUE (one, other)
)@TABLE@;
CREATE INDEX link_decision_other ON link_decision (other);
