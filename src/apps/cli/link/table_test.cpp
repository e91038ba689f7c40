#include "apps/cli/link/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parasol::link {
namespace {

std::string said(const Result<Table>& table) { return table ? "fine" : table.error().field + ": " + table.error().detail; }

std::vector<std::string> row(const Table& table, std::size_t number) {
  std::vector<std::string> values;
  table.row(number, values);
  return values;
}

using Values = std::vector<std::string>;

TEST(Table, ReadsWhatSpreadsheetsWrite) {
  const auto table = Table::parse("t.csv", "\xef\xbb\xbfid, \"full name\" ,note\r\n1,\"Moss, Dan\",\"said \"\"no\"\"\r\nand left\"\r\n\r\n 2 ,Zoë,\r\n");
  ASSERT_TRUE(table) << said(table);
  EXPECT_EQ(table->columns(), (Values{"id", "full name", "note"}));
  ASSERT_EQ(table->size(), 2U);
  EXPECT_EQ(row(*table, 0), (Values{"1", "Moss, Dan", "said \"no\"\r\nand left"}));
  EXPECT_EQ(row(*table, 1), (Values{"2", "Zoë", ""}));
  EXPECT_EQ(table->value(1, 1), "Zoë");
  EXPECT_EQ(table->row_bytes(0), "1,\"Moss, Dan\",\"said \"\"no\"\"\r\nand left\"");
  EXPECT_EQ(table->row_bytes(1), " 2 ,Zoë,");
  EXPECT_EQ(table->header_bytes(), "\xef\xbb\xbfid, \"full name\" ,note");
  EXPECT_EQ(table->line_end(), "\r\n");
}

TEST(Table, TheLastLineNeedsNoEnd) {
  const auto table = Table::parse("t.csv", "a,b\n1,2  \n3,4");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->size(), 2U);
  EXPECT_EQ(row(*table, 1), (Values{"3", "4"}));
  EXPECT_EQ(table->row_bytes(0), "1,2  ");
  EXPECT_EQ(table->row_bytes(1), "3,4");
  EXPECT_EQ(table->line_end(), "\n");
}

TEST(Table, TheFirstRowTellsTheSeparator) {
  EXPECT_EQ(Table::parse("t", "a;b\n1,5;2\n")->value(0, 0), "1,5");
  EXPECT_EQ(Table::parse("t", "a\tb\n1;5\t\n")->value(0, 0), "1;5");
  EXPECT_EQ(Table::parse("t", "\"a;b\",c\n1;5,2\n")->value(0, 0), "1;5");
  EXPECT_EQ(Table::parse("t", "a\n1;5\n")->value(0, 0), "1;5");
}

TEST(Table, FaultsNameTheirPlace) {
  const auto fault = [](std::string text) { return said(Table::parse("t.csv", std::move(text))); };
  EXPECT_EQ(fault(""), "t.csv: empty; the first row names the columns");
  EXPECT_EQ(fault("\n\n"), "t.csv: empty; the first row names the columns");
  EXPECT_EQ(fault("a,,b\n"), "t.csv: first row, column 2: has no name");
  EXPECT_EQ(fault("a,b,a\n"), "t.csv: first row, column 3: has the name of column 1, \"a\"");
  EXPECT_EQ(fault("a,b\n1,2\n\n3\n"), "t.csv: row 2 (line 4), column \"b\": is missing: the row has 1 value, not 2");
  EXPECT_EQ(fault("a,b\n1,2,3\n"), "t.csv: row 1 (line 2): more values than columns, of which there are 2");
  EXPECT_EQ(fault("a,b\n1,\"2\n3,4\n"), "t.csv: row 1 (line 2), column \"b\": begins with a quotation mark and has none at its end");
  EXPECT_EQ(fault("a,b\n1,\"2\"3\n"), "t.csv: row 1 (line 2), column \"b\": goes on after its closing quotation mark (one inside a value is written twice)");
  EXPECT_EQ(fault("a,b\n1,2\n1,caf\xe9\n"), "t.csv: row 2 (line 3), column \"b\": is not UTF-8 text");
  EXPECT_EQ(fault(std::string("a,b\n1,2\0\n", 9)), "t.csv: row 1 (line 2), column \"b\": has a byte that is zero");
  EXPECT_EQ(fault("a,caf\xe9\n"), "t.csv: first row, column 2: is not UTF-8 text");
  EXPECT_EQ(fault(std::string("\xff\xfe" "a\0", 4)), "t.csv: this is UTF-16; save it as UTF-8");
  std::string wide = "c0";
  for (std::size_t i = 1; i <= Table::kMostColumns; ++i) wide += ",c" + std::to_string(i);
  EXPECT_EQ(fault(wide), "t.csv: more than 1000 columns");
  EXPECT_EQ(said(Table::read("/nonexistent/t.csv")), "/nonexistent/t.csv: No such file or directory");
  EXPECT_EQ(Table::parse("t", "a\n")->column("b").error().detail, "has no column \"b\"");
}

TEST(Table, AValueMayBeOfAMegabyte) {
  const std::string large(1U << 20, 'x');
  const auto table = Table::parse("t", "a,b\n\"" + large + "\"," + large + "\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(row(*table, 0), (Values{large, large}));
}

TEST(Table, TextOfUnknownOriginMovesNoCursor) {
  EXPECT_EQ(printable("Zoë\x1b[2J\r\n"), "Zoë·[2J··");
  EXPECT_EQ(printable("a\xe2\x80\xae" "b\xc2\x9b" "c\xff"), "a·b·c·");
  EXPECT_EQ(printable("ääää", 3), "äää…");
}

// Whatever the values are: written as RFC 4180 has it, they are read back, and each row's bytes are its own.
RC_GTEST_PROP(Table, WhatIsWrittenIsReadBack, ()) {
  const auto columns = *rc::gen::inRange<std::size_t>(1, 5);
  const auto value = rc::gen::container<std::string>(rc::gen::element('a', ',', '"', ' ', '\n', '\r', ';', '\t', '1'));
  const auto rows = *rc::gen::container<std::vector<Values>>(rc::gen::container<Values>(columns, value));
  const std::string end = *rc::gen::element<std::string>("\n", "\r\n");
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) text += (i > 0 ? ",\"c" : "\"c") + std::to_string(i) + "\"";
  text += end;
  std::vector<std::string> lines;
  for (const Values& values : rows) {
    std::string line;
    for (const std::string& one : values) {
      line += line.empty() ? "\"" : ",\"";
      for (const char c : one) line.append(c == '"' ? 2 : 1, c);
      line += '"';
    }
    lines.push_back(line);
    text += line + end;
  }
  const auto table = Table::parse("t", text);
  RC_ASSERT(table.has_value());
  RC_ASSERT(table->size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RC_ASSERT(row(*table, i) == rows[i]);
    RC_ASSERT(table->row_bytes(i) == lines[i]);
  }
}

}  // namespace
}  // namespace parasol::link
