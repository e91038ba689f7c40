#pragma once
// One canonical token per identifier, the same as in the browser: type || 0x00 || value, e.g. "tel\0+447700900123".
// A token is personal data: it is held as Sensitive and never leaves the process unblinded.
// The rules are those of web/shared/identifier.ts, which has more kinds; tests/vectors/identifiers.json holds both to the
// same answers. Changing one that exists means a new index of everything published.
#include "base/result.h"
#include "base/secret.h"

namespace parasol::client {

class Identifier {
 public:
  // A phone number in E.164. Invisible characters and punctuation are removed, digits of any script are read, an
  // extension after "#" is dropped, "+52 1…" becomes "+52…". The number needs a possible length but need not be assigned
  // (the drama ranges are not). `region` (ISO 3166, e.g. "GB") is the country of a number without "+".
  // kInvalid (field "phone") for other characters, letters above all, for anything that is not a number of a possible
  // length, and for the few odd forms whose result would not read as itself.
  static Result<Identifier> phone(std::string_view text, std::string_view region = "GB");

  // An e-mail address: trimmed, NFC, lower case; the domain as IDNA A-labels (UTS #46, non-transitional, STD3 rules) of
  // at least two labels; googlemail.com becomes gmail.com; Gmail loses the dots of the local part; Gmail and the other
  // providers in identifier.cpp lose "+" and what follows.
  // kInvalid (field "email") for anything else, quoted and bracketed forms included.
  static Result<Identifier> email(std::string_view text);

  std::string_view type() const { return type_; }  // "tel" or "eml"
  const Sensitive& value() const { return value_; }
  Sensitive token() const;

 private:
  Identifier(std::string_view type, std::string value) : type_(type), value_(std::move(value)) {}
  std::string_view type_;
  Sensitive value_;
};

}  // namespace parasol::client
