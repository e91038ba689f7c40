#include "crypto/voprf.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "base/file.h"
#include "base/random.h"
#include "crypto/primitives.h"

namespace parasol::crypto {
namespace {

std::vector<Bytes> hex_list(const std::string& text) {
  std::vector<Bytes> out;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(',', start), text.size());
    out.push_back(from_hex(text.substr(start, end - start)).value());
    start = end + 1;
  }
  return out;
}
Bytes hex(const nlohmann::json& text) { return from_hex(text.get<std::string>()).value(); }

OprfKeyPair random_key() {
  return derive_key_pair(OprfMode::kVoprf, Secret<32>(random_array<32>()), as_bytes("test")).value();
}

std::vector<Element> elements_of(const std::vector<Blinded>& blinded) {
  std::vector<Element> out;
  for (const auto& one : blinded) out.push_back(one.element);
  return out;
}

// Every ristretto255-SHA512 vector of RFC 9497 in modes 0 and 1, the batch of two included, byte for byte.
TEST(Voprf, Rfc9497Vectors) {
  const auto document = nlohmann::json::parse(as_text(read_file("tests/vectors/voprf_ristretto255.json").value()));
  std::size_t checked = 0;
  for (const auto& suite : document["cases"]) {
    const auto mode = static_cast<OprfMode>(suite["mode"].get<int>());
    const auto seed = Secret<32>::from(hex(suite["seed"])).value();
    const auto key = derive_key_pair(mode, seed, hex(suite["keyInfo"])).value();
    EXPECT_EQ(to_hex(key.private_key.expose()), suite["skSm"]);
    EXPECT_EQ(to_hex(derive_private_key(mode, seed, hex(suite["keyInfo"])).value().expose()), suite["skSm"]);
    if (mode == OprfMode::kVoprf) {
      EXPECT_EQ(to_hex(key.public_key.encoding()), suite["pkSm"]);
    }

    for (const auto& vector : suite["vectors"]) {
      const auto inputs = hex_list(vector["Input"]), blinds = hex_list(vector["Blind"]);
      const auto blinded_elements = hex_list(vector["BlindedElement"]), outputs = hex_list(vector["Output"]);
      const auto evaluated_elements = hex_list(vector["EvaluationElement"]);
      ASSERT_EQ(inputs.size(), vector["Batch"].get<std::size_t>());
      std::vector<Blinded> blinded;
      std::vector<ByteView> views(inputs.begin(), inputs.end());
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        blinded.push_back(test_hooks::blind_with(mode, inputs[i], Scalar::decode(blinds[i]).value()).value());
        EXPECT_EQ(to_hex(blinded[i].element.encoding()), to_hex(blinded_elements[i]));
        EXPECT_EQ(to_hex(evaluate(mode, key.private_key, inputs[i]).value().expose()), to_hex(outputs[i]));
        const auto evaluated = blind_evaluate(key.private_key, blinded[i].element).value();
        EXPECT_EQ(to_hex(evaluated.encoding()), to_hex(evaluated_elements[i]));
        EXPECT_EQ(to_hex(finalize(inputs[i], blinded[i].blind, evaluated).value().expose()), to_hex(outputs[i]));
        ++checked;
      }
      if (mode == OprfMode::kOprf) continue;
      const auto evaluation = test_hooks::evaluate_and_prove_with(key, elements_of(blinded),
                                                                  Scalar::decode(hex(vector["Proof"]["r"])).value())
                                  .value();
      EXPECT_EQ(to_hex(evaluation.proof.encode()), vector["Proof"]["proof"]);
      EXPECT_EQ(Proof::decode(hex(vector["Proof"]["proof"])).value(), evaluation.proof);
      const auto finalised =
          finalize_batch(key.public_key, views, blinded, evaluation.elements, evaluation.proof).value();
      for (std::size_t i = 0; i < inputs.size(); ++i) EXPECT_EQ(to_hex(finalised[i].expose()), to_hex(outputs[i]));
    }
  }
  EXPECT_EQ(checked, 6U);
}

RC_GTEST_PROP(Voprf, BlindingDoesNotChangeTheOutput, (const std::vector<Bytes>& inputs)) {
  RC_PRE(!inputs.empty() && inputs.size() <= 8);
  const auto key = random_key();
  std::vector<Blinded> blinded;
  for (const auto& input : inputs) blinded.push_back(blind(OprfMode::kVoprf, input).value());
  const auto evaluation = evaluate_and_prove(key, elements_of(blinded)).value();
  const std::vector<ByteView> views(inputs.begin(), inputs.end());
  const auto outputs = finalize_batch(key.public_key, views, blinded, evaluation.elements, evaluation.proof).value();
  for (std::size_t i = 0; i < inputs.size(); ++i)
    RC_ASSERT(equal(outputs[i].expose(), evaluate(OprfMode::kVoprf, key.private_key, inputs[i]).value().expose()));
}

RC_GTEST_PROP(Voprf, ModeZeroAgreesAndModesDiffer, (const Bytes& input)) {
  const auto key = random_key();
  const auto blinded = blind(OprfMode::kOprf, input).value();
  const auto evaluated = blind_evaluate(key.private_key, blinded.element).value();
  const auto output = finalize(input, blinded.blind, evaluated).value();
  RC_ASSERT(equal(output.expose(), evaluate(OprfMode::kOprf, key.private_key, input).value().expose()));
  RC_ASSERT(!equal(output.expose(), evaluate(OprfMode::kVoprf, key.private_key, input).value().expose()));
}

TEST(Voprf, TwoBlindingsOfOneInputDiffer) {
  const auto first = blind(OprfMode::kVoprf, as_bytes("x")).value(), second = blind(OprfMode::kVoprf, as_bytes("x")).value();
  EXPECT_NE(first.element, second.element);
  const auto key = random_key();
  const std::vector<Element> one{first.element};
  EXPECT_NE(evaluate_and_prove(key, one).value().proof, evaluate_and_prove(key, one).value().proof);
}

// A relay that changes one bit anywhere is found out: by the filters or by the proof.
TEST(Voprf, NoFlippedBitIsAccepted) {
  const auto key = random_key();
  const auto blinded = blind(OprfMode::kVoprf, as_bytes("identifier")).value();
  const std::vector<Element> sent{blinded.element};
  const auto evaluation = evaluate_and_prove(key, sent).value();

  Bytes honest;  // D | c | s | pk
  append(honest, evaluation.elements[0].encoding());
  append(honest, evaluation.proof.encode());
  append(honest, key.public_key.encoding());
  const auto accepted = [&](ByteView bytes) {
    const auto evaluated = Element::decode(bytes.first(32));
    const auto proof = Proof::decode(bytes.subspan(32, 64));
    const auto public_key = Element::decode(bytes.last(32));
    return evaluated && proof && public_key &&
           verify_proof(*public_key, sent, std::span<const Element>(&*evaluated, 1), *proof).has_value();
  };
  ASSERT_TRUE(accepted(honest));
  std::mt19937 random(9497);
  std::size_t acceptances = 0;
  const auto before = test_hooks::multiplications();
  for (int i = 0; i < 10'000; ++i) {
    const auto bit = random() % (honest.size() * 8);
    auto changed = honest;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    acceptances += accepted(changed);
  }
  EXPECT_EQ(acceptances, 0U);
  EXPECT_GT(test_hooks::multiplications() - before, 1000U * 6);  // the filters did not stop all of them
}

TEST(Voprf, ProofUnderAnotherKeyIsRefused) {
  const auto pinned = random_key(), other = random_key();
  std::vector<Blinded> blinded;
  blinded.push_back(blind(OprfMode::kVoprf, as_bytes("identifier")).value());
  const auto sent = elements_of(blinded);
  const auto evaluation = evaluate_and_prove(other, sent).value();
  EXPECT_TRUE(verify_proof(other.public_key, sent, evaluation.elements, evaluation.proof));
  EXPECT_FALSE(verify_proof(pinned.public_key, sent, evaluation.elements, evaluation.proof));
  const std::vector<ByteView> inputs{as_bytes("identifier")};
  EXPECT_FALSE(finalize_batch(pinned.public_key, inputs, blinded, evaluation.elements, evaluation.proof));
}

TEST(Voprf, ProofHoldsForItsBatchOnly) {
  const auto key = random_key();
  std::vector<Element> sent;
  for (int i = 0; i < 3; ++i) sent.push_back(blind(OprfMode::kVoprf, random_array<8>()).value().element);
  const auto evaluation = evaluate_and_prove(key, sent).value();
  auto elements = evaluation.elements;
  EXPECT_TRUE(verify_proof(key.public_key, sent, elements, evaluation.proof));
  std::swap(elements[0], elements[1]);
  EXPECT_FALSE(verify_proof(key.public_key, sent, elements, evaluation.proof));
  elements.pop_back();
  EXPECT_FALSE(verify_proof(key.public_key, sent, elements, evaluation.proof));
  EXPECT_FALSE(verify_proof(key.public_key, {}, {}, evaluation.proof));
}

TEST(Voprf, CostsWhatItSays) {
  const auto key = random_key();
  std::vector<Element> sent;
  for (int i = 0; i < 16; ++i) sent.push_back(blind(OprfMode::kVoprf, random_array<8>()).value().element);
  const auto before = test_hooks::multiplications();
  ASSERT_TRUE(evaluate_and_prove(key, sent));
  EXPECT_EQ(test_hooks::multiplications() - before, 2U * 16 + 2 + 1);
}

TEST(Voprf, RefusesBatchesOutOfRange) {
  const auto key = random_key();
  const auto before = test_hooks::multiplications();
  EXPECT_FALSE(evaluate_and_prove(key, {}));
  const std::vector<Element> many(kMaxOprfBatch + 1, key.public_key);
  EXPECT_FALSE(evaluate_and_prove(key, many));
  EXPECT_FALSE(blind(OprfMode::kVoprf, Bytes(65'536)));
  EXPECT_EQ(test_hooks::multiplications(), before);
}

}  // namespace
}  // namespace parasol::crypto
