#include "api/json.h"

#include <gtest/gtest.h>

namespace parasol::api {
namespace {

TEST(JsonReader, ReadsTypedFieldsAndNamesTheFault) {
  auto reader = JsonReader::parse(as_bytes(R"({"login":"ash","n":3,"ok":true,"blob":"Zm9v","rows":[{"a":"x"},{"a":7}]})"));
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->text("login", 10), "ash");
  EXPECT_EQ(reader->integer("n", 0, 5), 3);
  EXPECT_TRUE(reader->boolean("ok"));
  EXPECT_EQ(reader->bytes("blob", 3), to_bytes(as_bytes("foo")));
  auto rows = reader->objects("rows", 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].text("a", 5), "x");
  rows[1].text("a", 5);
  EXPECT_EQ(reader->finish().error().field, "rows[1].a");
}

TEST(JsonReader, RefusesUnknownDuplicateDeepAndUnclean) {
  auto unknown = JsonReader::parse(as_bytes(R"({"a":"x","secret":1})"));
  unknown->text("a", 5);
  EXPECT_EQ(unknown->finish().error().field, "(unknown key)");
  for (std::string_view bad : {R"({"a":1,"a":2})", R"([1])", R"({"a":)", R"({"a":"\u0000)", "", "{}{}",
                               R"({"a":[[[[[[[[[1]]]]]]]]]})", "{\"a\":\"\xff\"}", "\xef\xbb\xbf{}"})
    EXPECT_FALSE(JsonReader::parse(as_bytes(bad))) << bad;
}

TEST(JsonReader, RefusesSizesTypesAndForms) {
  const auto field_at_fault = [](std::string_view body, auto read) {
    auto reader = JsonReader::parse(as_bytes(body));
    read(*reader);
    auto status = reader->finish();
    return status ? std::string("none") : status.error().field;
  };
  EXPECT_EQ(field_at_fault(R"({"a":"long"})", [](auto& r) { r.text("a", 3); }), "a");
  EXPECT_EQ(field_at_fault(R"({"a":"Zm9="})", [](auto& r) { r.bytes("a", 9); }), "a");
  EXPECT_EQ(field_at_fault(R"({"a":"Zm9v"})", [](auto& r) { r.template array<2>("a"); }), "a");
  EXPECT_EQ(field_at_fault(R"({"a":1.5})", [](auto& r) { r.integer("a", 0, 9); }), "a");
  EXPECT_EQ(field_at_fault(R"({"a":18446744073709551615})", [](auto& r) { r.integer("a", 0, 9); }), "a");
  EXPECT_EQ(field_at_fault(R"({"a":"x\u0000"})", [](auto& r) { r.text("a", 9); }), "a");
  EXPECT_EQ(field_at_fault(R"({})", [](auto& r) { r.boolean("a"); }), "a");
  EXPECT_EQ(field_at_fault(R"({"a":[]})", [](auto& r) { r.objects("a", 1); }), "none");
}

TEST(JsonWriter, EscapesAndNests) {
  JsonWriter w;
  w.object().text("a", "q\"\\\n").key("b").list().integer(-1).boolean(true).null().end().bytes("c", as_bytes("foo")).end();
  EXPECT_EQ(w.take(), R"({"a":"q\"\\\u000a","b":[-1,true,null],"c":"Zm9v"})");
}

}  // namespace
}  // namespace parasol::api
