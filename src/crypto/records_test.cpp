// Every record of protocol/records.json against protocol/vectors.json, which the web client is tested against too.
#include "crypto/records.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "crypto/records_dispatch.h"

namespace parasol::records {
namespace {

using Json = nlohmann::json;

Json read_json(const char* path) {
  const Result<Bytes> file = read_file(path);
  return Json::parse(as_text(file.value()));
}

Bytes bytes_of(const Json& hex) { return from_hex(hex.get<std::string>()).value(); }

template <std::size_t N>
ByteArray<N> array_of(const Json& hex) {
  return to_array<N>(bytes_of(hex)).value();
}

class Records : public testing::Test {
 protected:
  const Json vectors_ = read_json("protocol/vectors.json").at("vectors");

  std::vector<Json> of(std::string_view record) const {
    std::vector<Json> found;
    for (const Json& vector : vectors_)
      if (vector.at("record") == record) found.push_back(vector);
    return found;
  }
};

TEST_F(Records, EveryRecordHasVectors) {
  const Json schema = read_json("protocol/records.json").at("records");
  ASSERT_EQ(schema.size(), record_names().size());
  for (const Json& record : schema) EXPECT_GE(of(record.at("name").get<std::string>()).size(), 2U) << record.at("name");
}

TEST_F(Records, VectorsDecodeAndEncodeToThemselves) {
  for (const Json& vector : vectors_) {
    const Bytes encoding = bytes_of(vector.at("encoding"));
    const Result<Bytes> again = dispatch(vector.at("record").get<std::string>(), encoding);
    ASSERT_TRUE(again) << vector.at("record") << ": " << again.error().field << " " << again.error().detail;
    EXPECT_EQ(*again, encoding) << vector.at("record");
  }
}

TEST_F(Records, TruncatedOrLongerBytesAreRefused) {
  for (const Json& vector : vectors_) {
    const auto record = vector.at("record").get<std::string>();
    Bytes encoding = bytes_of(vector.at("encoding"));
    for (std::size_t size = 0; size < encoding.size(); ++size)
      ASSERT_FALSE(dispatch(record, ByteView(encoding).first(size))) << record << " cut to " << size;
    encoding.push_back(0);
    EXPECT_FALSE(dispatch(record, encoding)) << record;
  }
}

TEST_F(Records, TargetedDamageIsRefusedAtItsField) {
  for (const Json& vector : vectors_) {
    const Bytes encoding = bytes_of(vector.at("encoding"));
    for (const Json& damage : vector.at("refused")) {
      Bytes damaged = encoding;
      const Bytes patch = bytes_of(damage.at("bytes"));
      std::copy(patch.begin(), patch.end(), damaged.begin() + damage.at("at").get<std::ptrdiff_t>());
      const Result<Bytes> again = dispatch(vector.at("record").get<std::string>(), damaged);
      ASSERT_FALSE(again) << vector.at("record") << " " << damage;
      EXPECT_EQ(again.error().field, damage.at("field")) << vector.at("record") << " " << damage;
    }
  }
}

TEST_F(Records, ChangedBytesAreRefusedOrEncodeToThemselves) {
  for (const Json& vector : vectors_) {
    const auto record = vector.at("record").get<std::string>();
    Bytes encoding = bytes_of(vector.at("encoding"));
    for (std::uint8_t& byte : encoding) {
      byte ^= 0x81;
      const Result<Bytes> again = dispatch(record, encoding);
      ASSERT_TRUE(!again || *again == encoding) << record;
      byte ^= 0x81;
    }
  }
}

TEST_F(Records, UnknownNamesAreNotDispatched) {
  EXPECT_EQ(dispatch("Nothing", {}).error().code, ErrorCode::kNotFound);
}

TEST_F(Records, FieldsOfAnInvitation) {
  for (const Json& vector : of("Invitation")) {
    const Json& value = vector.at("value");
    Invitation invitation{
        .deployment = array_of<16>(value.at("deployment")),
        .invitation = array_of<16>(value.at("invitation")),
        .role = value.at("role").get<std::uint8_t>(),
        .issuers = {},
        .key = array_of<32>(value.at("key")),
        .sealing_key_hash = array_of<32>(value.at("sealing_key_hash")),
        .issued = value.at("issued").get<std::uint64_t>(),
        .expires = value.at("expires").get<std::uint64_t>(),
    };
    for (const Json& issuer : value.at("issuers")) invitation.issuers.push_back(array_of<32>(issuer));
    EXPECT_EQ(to_hex(encode(invitation)), vector.at("encoding"));
    EXPECT_EQ(decode_invitation(bytes_of(vector.at("encoding"))).value(), invitation);
  }
}

CodedFact coded_fact_of(const Json& value) {
  return {.kind = value.at("kind").get<std::string>(), .value = value.at("value").get<std::string>()};
}

TEST_F(Records, FieldsOfTheSample) {
  for (const Json& vector : of("EncodingSample")) {
    const Json& value = vector.at("value");
    EncodingSample sample{
        .small = value.at("small").get<std::uint8_t>(),
        .medium = value.at("medium").get<std::uint16_t>(),
        .large = value.at("large").get<std::uint32_t>(),
        .huge = value.at("huge").get<std::uint64_t>(),
        .flag = value.at("flag").get<bool>(),
        .fixed = array_of<16>(value.at("fixed")),
        .blob = bytes_of(value.at("blob")),
        .words = value.at("words").get<std::string>(),
        .numbers = value.at("numbers").get<std::vector<std::uint16_t>>(),
        .nested = coded_fact_of(value.at("nested")),
    };
    if (!value.at("maybe").is_null()) sample.maybe = array_of<32>(value.at("maybe"));
    for (const Json& item : value.at("many")) sample.many.push_back(coded_fact_of(item));
    if (!value.at("maybe_nested").is_null()) sample.maybe_nested = coded_fact_of(value.at("maybe_nested"));
    EXPECT_EQ(to_hex(encode(sample)), vector.at("encoding"));
    EXPECT_EQ(decode_encoding_sample(bytes_of(vector.at("encoding"))).value(), sample);
  }
}

// Written by hand from the format, so that generator and codecs cannot be wrong together.
TEST_F(Records, TheSampleByHand) {
  const EncodingSample sample{
      .small = 1,
      .medium = 2,
      .large = 3,
      .huge = 4,
      .flag = true,
      .fixed = {5},
      .blob = {6, 7},
      .words = "ă",
      .numbers = {8},
      .nested = {.kind = "k", .value = ""},
      .many = {{}},
  };
  EXPECT_EQ(to_hex(encode(sample)),
            "0019" + to_hex(as_bytes("parasol/encoding-sample/1")) +
                "01"
                "0002"
                "00000003"
                "0000000000000004"
                "01"
                "05000000000000000000000000000000"
                "000000020607"
                "00000002c483"
                "000000010008"
                "00"
                "000000016b00000000"
                "000000010000000000000000"
                "00");
}

}  // namespace
}  // namespace parasol::records
