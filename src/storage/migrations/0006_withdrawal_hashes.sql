-- Which withdrawals end a publication, and a row of the slot map: the hashes that its packet names (class O). Such a hash is in
-- no table of reports; struck ones leave at once.
CREATE TABLE publication_source (
  hash @BYTES@ NOT NULL CHECK (length(hash) = 32),
  reference @BYTES@ NOT NULL,
  version @INTEGER@ NOT NULL,
  PRIMARY KEY (hash, reference, version),
  FOREIGN KEY (reference, version) REFERENCES published_warning (reference, version) ON DELETE CASCADE
)@TABLE@;
CREATE INDEX publication_source_publication ON publication_source (reference, version);

CREATE TABLE slot_source (
  hash @BYTES@ NOT NULL CHECK (length(hash) = 32),
  packet @BYTES@ NOT NULL REFERENCES slot_map (packet) ON DELETE CASCADE,
  PRIMARY KEY (hash, packet)
)@TABLE@;
CREATE INDEX slot_source_packet ON slot_source (packet);
