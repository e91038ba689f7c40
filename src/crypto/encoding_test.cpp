#include "crypto/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parasol::crypto {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

// The error of one read over these bytes; an empty detail means that they were accepted whole.
template <class Read>
Error error_of(std::string_view input, Read read) {
  const Bytes bytes = hex(input);
  Reader reader(bytes);
  read(reader);
  const Status status = reader.finish();
  return status ? Error{} : status.error();
}

TEST(Encoding, EveryTypeByHand) {
  Writer w;
  w.label("ab/1");
  w.u8(0x01);
  w.u16(0x0203);
  w.u32(0x04050607);
  w.u53(0x001fffffffffffff);
  w.boolean(true);
  w.fixed(hex("0809"));
  w.bytes(hex("0a0b0c"), 3);
  w.text("é", 2);
  w.list(std::vector<std::uint16_t>{13, 14}, 2, [&](std::uint16_t item) { w.u16(item); });
  w.list(std::vector<bool>{true}, 2, [&](bool item) { w.boolean(item); });
  w.optional(std::optional<std::uint8_t>(15), [&](std::uint8_t some) { w.u8(some); });
  w.optional(std::optional<std::uint8_t>(), [&](std::uint8_t some) { w.u8(some); });
  const Bytes encoding = std::move(w).take();
  EXPECT_EQ(to_hex(encoding),
            "000461622f31"
            "01"
            "0203"
            "04050607"
            "001fffffffffffff"
            "01"
            "0809"
            "000000030a0b0c"
            "00000002c3a9"
            "00000002000d000e"
            "0000000101"
            "010f"
            "00");

  Reader r(encoding);
  r.label("ab/1");
  EXPECT_EQ(r.u8(), 0x01);
  EXPECT_EQ(r.u16(), 0x0203);
  EXPECT_EQ(r.u32(), 0x04050607U);
  EXPECT_EQ(r.u53(), 0x001fffffffffffffU);
  EXPECT_TRUE(r.boolean());
  EXPECT_EQ(r.fixed<2>(), (ByteArray<2>{8, 9}));
  EXPECT_EQ(r.bytes(3), (Bytes{10, 11, 12}));
  EXPECT_EQ(r.text(2), "é");
  EXPECT_EQ(r.list(2, 2, [&] { return r.u16(); }), (std::vector<std::uint16_t>{13, 14}));
  EXPECT_EQ(r.list(2, 1, [&] { return r.boolean(); }), std::vector<bool>{true});
  EXPECT_EQ(r.optional([&] { return r.u8(); }), 15);
  EXPECT_EQ(r.optional([&] { return r.u8(); }), std::nullopt);
  EXPECT_TRUE(r.finish());
}

TEST(Encoding, RefusesWhatIsNotCanonical) {
  const auto boolean = [](Reader& r) { r.boolean(); };
  EXPECT_EQ(error_of("02", boolean).detail, "neither 0 nor 1");
  EXPECT_EQ(error_of("", boolean).detail, "too short");
  EXPECT_EQ(error_of("0100", boolean).detail, "bytes left over");
  const auto number = [](Reader& r) { r.u53(); };
  EXPECT_EQ(error_of("001fffffffffffff", number).detail, "");
  EXPECT_EQ(error_of("0020000000000000", number).detail, "over 2^53 - 1");
  EXPECT_EQ(error_of("ffffffffffffffff", number).detail, "over 2^53 - 1");
  const auto bytes = [](Reader& r) { r.bytes(2); };
  EXPECT_EQ(error_of("000000020102", bytes).detail, "");
  EXPECT_EQ(error_of("00000003010203", bytes).detail, "over the limit");
  EXPECT_EQ(error_of("0000000201", bytes).detail, "too short");
  const auto text = [](Reader& r) { r.text(4); };
  for (const auto bad : {"0000000100", "00000002c080", "00000003eda080", "00000004f4908080", "0000000180"})
    EXPECT_EQ(error_of(bad, text).detail, "not clean UTF-8") << bad;
  EXPECT_EQ(error_of("00000003efbbbf", text).detail, "");
  const auto label = [](Reader& r) { r.label("a/1"); };
  EXPECT_EQ(error_of("0003612f31", label).detail, "");
  for (const auto bad : {"0003612f32", "0002612f", "0004612f3131"})
    EXPECT_EQ(error_of(bad, label).detail, "wrong label") << bad;
}

TEST(Encoding, RefusesACountThatCannotFollow) {
  const Bytes input = hex("00ffffff0000");
  Reader r(input);
  EXPECT_TRUE(r.list(0xffffff, 4, [&] { return r.u32(); }).empty());
  EXPECT_EQ(r.finish().error().detail, "too short");
}

TEST(Encoding, FirstErrorSticksAndNamesItsField) {
  const Bytes input = hex("0000000200020102");
  Reader r(input);
  const auto flags = r.field("outer", [&] {
    return r.field("flags", [&] { return r.list(9, 1, [&] { return r.boolean(); }); });
  });
  EXPECT_EQ(r.field("later", [&] { return r.u8(); }), 0);
  const Status status = r.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(status.error().field, "outer.flags.1");
  EXPECT_EQ(status.error().detail, "neither 0 nor 1");
}

TEST(EncodingDeathTest, WriterRefusesValuesOverTheirLimits) {
  Writer w;
  EXPECT_DEATH(w.u53(std::uint64_t{1} << 53), "");
  EXPECT_DEATH(w.bytes(hex("0102"), 1), "");
  EXPECT_DEATH(w.text("\xff", 9), "");
  EXPECT_DEATH(w.list(std::vector<int>{1, 2}, 1, [](int) {}), "");
}

RC_GTEST_PROP(Encoding, WhatIsWrittenIsReadBack, (const std::vector<Bytes>& items, bool has_number)) {
  const auto number = has_number ? std::optional(*rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 53)) : std::nullopt;
  Writer w;
  w.list(items, 1000, [&](const Bytes& item) { w.bytes(item, 1000); });
  w.optional(number, [&](std::uint64_t some) { w.u53(some); });
  const Bytes encoding = std::move(w).take();
  Reader r(encoding);
  RC_ASSERT(r.list(1000, 4, [&] { return r.bytes(1000); }) == items);
  RC_ASSERT(r.optional([&] { return r.u53(); }) == number);
  RC_ASSERT(r.finish().has_value());
}

}  // namespace
}  // namespace parasol::crypto
