// tests/vectors/check_protocol.json pins the check's every step for the C++ and the TypeScript client. After a deliberate
// change of the protocol, run once with PARASOL_WRITE_VECTORS=1 and review the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "client/identifier.h"
#include "client/slot.h"

namespace parasol::client {
namespace {

using Json = nlohmann::ordered_json;

template <std::size_t N>
ByteArray<N> filled(std::uint8_t first) {
  ByteArray<N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

std::string hex(const Sensitive& text) { return to_hex(as_bytes(text.expose())); }

struct Phone {
  const char* region;
  const char* text;
};
constexpr Phone kPhones[] = {
    {"GB", "07700 900123"}, {"GB", "+447700900123"}, {"GB", "+44 (0)7700 900123"}, {"GB", "0044 7700 900123"},
    {"GB", "447700900123"}, {"GB", "7700 900123"}, {"GB", "(07700) 900-123"}, {"GB", "07700.900.123"},
    {"GB", "07700\u00a0900\u2011123"}, {"GB", "\u202a+44 7700 900123\u202c"}, {"GB", "\ufeff07700900123\u200b"},
    {"GB", "\uff10\uff17\uff17\uff10\uff10 \uff19\uff10\uff10\uff11\uff12\uff13"},
    {"GB", "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663"},
    {"GB", "07700 900123 #5"}, {"GB", "07700 90012"}, {"GB", "  07700 900999  "},
    {"IE", "+44 7700 900123"}, {"IE", "00 44 7700 900123"}, {"US", "011 44 7700 900123"},
    {"MX", "+52 1 55 0000 0000"}, {"GB", "+52 55 0000 0000"}, {"GB", "+54 9 11 0000 0000"}, {"GB", "+39 06 0000 0000"},
    {"GB", "O7700 900123"}, {"GB", "07700 900123 ext 5"}, {"GB", "0800 FLOWERS"}, {"GB", "07700"}, {"GB", ""},
    {"GB", "+"}, {"GB", "+999 123456789"}, {"GB", "+44 7700 900123 7700 900123"}, {"ZZ", "07700 900123"},
    {"GB", "\u0430 07700 900123"}, {"GB", "+54 0 055 0 0000000"},
};
constexpr const char* kEmails[] = {
    "alex@example.org", "  Alex@Example.ORG ", "ALEX@EXAMPLE.ORG", "alex+tag@example.org", "a.lex@example.org",
    "Drama-Only.A+Tag@gmail.com", "drama-only@googlemail.com", "d.rama-only@GoogleMail.com", "drama-only+tag@outlook.com",
    "drama.only+1@icloud.com", "drama-only+x@proton.me", "alex@b\u00fccher.example.org", "alex@bu\u0308cher.example.org", "alex@B\u00dcCHER.example.org",
    "alex@xn--bcher-kva.example.org", "alex@fa\u00df.example.org", "\u00c9lo\u00efse@example.org",
    "E\u0301lo\u00efse@example.org", "alex@example\u3002org", "alex@\uff45xample.org",
    "", "@", "alex", "alex@", "@example.org", "a@b@example.org", "alex@localhost", "alex@example.org.", "alex@.example.org",
    "alex@exa mple.org", "al ex@example.org", "al\u200bex@example.org", "alex@example_x.org", "alex@[192.0.2.1]",
    "+tag@gmail.com", ".@gmail.com", "alex@-example.org",
};

Json identifiers() {
  Json out = {{"phones", Json::array()}, {"emails", Json::array()}};
  const auto row = [](Json input, const Result<Identifier>& identifier) {
    input["value"] = identifier ? Json(identifier->value().expose()) : Json(nullptr);
    return input;
  };
  for (const auto& [region, text] : kPhones)
    out["phones"].push_back(row({{"region", region}, {"input", text}}, Identifier::phone(text, region)));
  for (const auto* text : kEmails) out["emails"].push_back(row({{"input", text}}, Identifier::email(text)));
  return out;
}

Json check(const Identifier& identifier, const DeploymentId& deployment, const crypto::OprfKeyPair& key, std::uint32_t epoch) {
  const auto slow = slow_hash(identifier, deployment).value();
  const auto input = oprf_input(identifier.type(), slow);
  const auto y = crypto::evaluate(crypto::OprfMode::kVoprf, key.private_key, as_bytes(input.expose())).value();
  const auto derived = derive(y, epoch);
  Json out = {{"token", hex(identifier.token())}, {"slow_hash", to_hex(slow.expose())}, {"oprf_input", hex(input)},
              {"y", to_hex(y.expose())},          {"epoch", epoch},                     {"prefix", derived.prefix},
              {"tags", Json::array()},            {"keys", Json::array()},              {"bucket_index", Json::object()}};
  for (const auto& tag : derived.tags) out["tags"].push_back(to_hex(tag));
  for (const auto& one : derived.keys) out["keys"].push_back(to_hex(one.expose()));
  for (const unsigned bits : {0U, 1U, 7U, 32U}) out["bucket_index"][std::to_string(bits)] = bucket_index(derived.prefix, bits);

  const Secret<32> seed(filled<32>(0x80));
  const crypto::SigningKey signer(seed);
  out["slots"] = Json::array();
  const std::pair<std::size_t, SlotContent> contents[] = {
      {0, {SlotKind::kWarning, SlotLevel::kDanger, filled<16>(0xa0)}},
      {7, {SlotKind::kCanary, SlotLevel::kInformation, filled<16>(0xb0)}}};
  for (const auto& [number, content] : contents) {
    const auto nonce = filled<24>(static_cast<std::uint8_t>(0xc0 + number));
    const auto slot = test_hooks::make_slot_with(derived, number, content, signer, nonce);
    const auto opened = open_slot(slot, derived, number).value();
    EXPECT_TRUE(verify_slot(opened, derived, number, signer.public_key()));
    out["slots"].push_back({{"number", number},
                            {"kind", static_cast<int>(content.kind)},
                            {"level", static_cast<int>(content.level)},
                            {"reference", to_hex(content.reference)},
                            {"signer_seed", to_hex(seed.expose())},
                            {"signer_public_key", to_hex(signer.public_key())},
                            {"signer_id", to_hex(opened.signer_id)},
                            {"signature", to_hex(opened.signature)},
                            {"nonce", to_hex(nonce)},
                            {"slot", to_hex(slot)}});
  }
  return out;
}

// The browser's table of rules: the rows of the kinds that this side knows.
TEST(Identifier, AgreesWithTheBrowser) {
  const auto table = Json::parse(as_text(read_file("tests/vectors/identifiers.json").value()));
  std::size_t rows = 0;
  for (const auto& row : table["rows"]) {
    const auto text = row["input"].get<std::string>();
    const bool is_phone = row["type"] == "phone";
    if (!is_phone && row["type"] != "email") continue;
    const auto region = is_phone && row["region"].is_string() ? row["region"].get<std::string>() : std::string();
    const auto made = is_phone ? Identifier::phone(text, region) : Identifier::email(text);
    EXPECT_EQ(made ? Json(made->token().expose()) : Json(nullptr), row.value("token", Json(nullptr))) << row.dump(-1, ' ', true);
    ++rows;
  }
  EXPECT_GE(rows, 150U);
}

TEST(CheckProtocol, KnownAnswers) {
  const auto deployment = filled<16>(0x10);
  const Secret<32> seed(filled<32>(0x40));
  const auto key = crypto::derive_key_pair(crypto::OprfMode::kVoprf, seed, as_bytes("parasol/check-vectors")).value();
  Json made = {{"source", "made by src/client/known_answers_test.cpp; drama numbers and example addresses only"},
               {"identifiers", identifiers()},
               {"deployment_id", to_hex(deployment)},
               {"oprf_seed", to_hex(seed.expose())},
               {"oprf_info", "parasol/check-vectors"},
               {"oprf_public_key", to_hex(key.public_key.encoding())},
               {"checks", Json::array()}};
  made["checks"].push_back(check(Identifier::phone("07700 900123").value(), deployment, key, 1));
  made["checks"].push_back(check(Identifier::email("alex@example.org").value(), deployment, key, 0x01020304));

  constexpr const char* kPath = "tests/vectors/check_protocol.json";
  if (std::getenv("PARASOL_WRITE_VECTORS") != nullptr) {
    ASSERT_TRUE(write_file(kPath, as_bytes(made.dump(1) + "\n"), 0644));
  }
  EXPECT_EQ(Json::parse(as_text(read_file(kPath).value())), made);
}

}  // namespace
}  // namespace parasol::client
