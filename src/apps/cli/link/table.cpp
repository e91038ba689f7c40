#include "apps/cli/link/table.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unordered_map>

#include "base/utf8.h"

namespace parasol::link {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{8} << 30;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// How many bytes the character at the start of clean UTF-8 has.
std::size_t width_of(unsigned char first) { return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4; }

bool moves_the_cursor(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7f;
  if (character.size() == 2) return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
  // U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F, U+FEFF, and what is no character at all.
  if (character == kByteOrderMark || character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf") return true;
  if (character.size() != 3 || first != 0xe2) return false;
  const auto second = static_cast<unsigned char>(character[1]), third = static_cast<unsigned char>(character[2]);
  return (second == 0x80 && ((third >= 0x8b && third <= 0x8f) || (third >= 0xa8 && third <= 0xae))) || (second == 0x81 && third >= 0xa0 && third <= 0xaf);
}

}  // namespace

Result<std::string> read_whole(const std::filesystem::path& file) {
  const auto fault = [&](std::string what) { return invalid(printable(file.string(), 400), std::move(what)); };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(std::fopen(file.c_str(), "rbe"), std::fclose);
  if (!opened) return fault(std::strerror(errno));
  std::error_code unknown;
  const std::uintmax_t size = std::filesystem::file_size(file, unknown);
  if (!unknown && size > kMostBytes) return fault("larger than 8 GiB");
  std::string content;
  if (!unknown) content.reserve(size + 1);
  for (;;) {
    const std::size_t before = content.size();
    const std::size_t piece = std::max<std::size_t>(content.capacity() - before, 65'536);
    content.resize(before + piece);
    const std::size_t got = std::fread(content.data() + before, 1, piece, opened.get());
    content.resize(before + got);
    if (content.size() > kMostBytes) return fault("larger than 8 GiB");
    if (got == 0) break;
  }
  if (std::ferror(opened.get()) != 0) return fault(std::strerror(errno));
  return content;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == most) return out + "…";
    const std::string_view character = text.substr(at, width_of(static_cast<unsigned char>(text[at])));
    out += !is_clean_utf8(character) || moves_the_cursor(character) ? std::string_view("·") : character;
    at += character.size();
  }
  return out;
}

// Goes through the file value by value.
class Table::Reader {
 public:
  Reader(std::string_view content, char separator, std::size_t at) : content_(content), separator_(separator), at_(at) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == content_.size(); }
  void skip_blank_lines() {
    for (std::size_t at = at_; at < content_.size(); ++at) {
      if (content_[at] == '\n') at_ = at + 1;
      else if (content_[at] != '\r' && content_[at] != ' ') return;
    }
    at_ = content_.size();
  }

  // Why the last value could not be read; null if it could.
  const char* fault() const { return fault_; }

  // Reads a value and what ends it: true if that was a separator, false if the row ends. `value` may be null.
  bool next(std::string* value) {
    fault_ = nullptr;
    if (value != nullptr) value->clear();
    while (at_ < content_.size() && content_[at_] == ' ') ++at_;
    return at_ < content_.size() && content_[at_] == '"' ? quoted(value) : plain(value);
  }

 private:
  bool plain(std::string* value) {
    const std::size_t start = at_;
    while (at_ < content_.size() && content_[at_] != separator_ && content_[at_] != '\n') ++at_;
    if (value != nullptr) {
      std::string_view text = content_.substr(start, at_ - start);
      if (at_ == content_.size() || content_[at_] == '\n')
        while (text.ends_with('\r')) text.remove_suffix(1);
      while (text.ends_with(' ')) text.remove_suffix(1);
      value->assign(text);
    }
    return ended();
  }

  bool quoted(std::string* value) {
    ++at_;
    for (;;) {
      const std::size_t quote = content_.find('"', at_);
      if (quote == std::string_view::npos) {
        fault_ = "begins with a quotation mark and has none at its end";
        at_ = content_.size();
        return false;
      }
      if (value != nullptr) value->append(content_.substr(at_, quote - at_));
      at_ = quote + 1;
      if (at_ == content_.size() || content_[at_] != '"') break;
      if (value != nullptr) value->push_back('"');
      ++at_;
    }
    while (at_ < content_.size() && (content_[at_] == ' ' || content_[at_] == '\r') && content_[at_] != separator_) ++at_;
    if (at_ < content_.size() && content_[at_] != separator_ && content_[at_] != '\n') {
      fault_ = "goes on after its closing quotation mark (one inside a value is written twice)";
      return false;
    }
    return ended();
  }

  bool ended() {
    const bool more = at_ < content_.size() && content_[at_] == separator_;
    if (at_ < content_.size()) ++at_;
    return more;
  }

  std::string_view content_;
  char separator_;
  std::size_t at_;
  const char* fault_ = nullptr;
};

Result<Table> Table::read(const std::filesystem::path& file) {
  PARASOL_TRY(std::string content, read_whole(file));
  return parse(file.filename().string(), std::move(content));
}

Result<Table> Table::parse(std::string name, std::string content) {
  Table table;
  table.name_ = printable(name, 200);
  table.content_ = std::move(content);
  const std::string_view all = table.content_;
  if (all.starts_with("\xff\xfe") || all.starts_with("\xfe\xff")) return invalid(table.name_, "this is UTF-16; save it as UTF-8");
  const std::size_t start = all.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  // The separator that the first row has outside of quotation marks.
  const std::string_view beginning = all.substr(start);
  bool is_quoted = false;
  std::string_view found;
  for (std::size_t at = 0; at < beginning.size() && (is_quoted || beginning[at] != '\n'); ++at) {
    if (beginning[at] == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    for (const std::string_view one : {";", "\t", ","})
      if (beginning[at] == one[0] && (found.empty() || one == "," || (one == "\t" && found == ";"))) found = one;
  }
  table.separator_ = found.empty() ? ',' : found[0];
  Reader reader(all, table.separator_, start);
  PARASOL_CHECK_OK(table.read_header(reader));
  PARASOL_CHECK_OK(table.read_rows(reader));
  PARASOL_CHECK_OK(table.check_text());
  return table;
}

Status Table::read_header(Reader& reader) {
  reader.skip_blank_lines();
  if (reader.at_end()) return invalid(name_, "empty; the first row names the columns");
  std::unordered_map<std::string, std::size_t> known;
  std::string column;
  for (bool more = true; more;) {
    more = reader.next(&column);
    const std::string which = name_ + ": first row, column " + std::to_string(columns_.size() + 1);
    if (reader.fault() != nullptr) return invalid(which, reader.fault());
    if (column.empty()) return invalid(which, "has no name");
    if (!is_clean_utf8(column)) return invalid(which, "is not UTF-8 text");
    if (const auto [before, is_new] = known.emplace(column, columns_.size()); !is_new)
      return invalid(which, "has the name of column " + std::to_string(before->second + 1) + ", \"" + printable(column) + "\"");
    columns_.push_back(std::move(column));
    if (columns_.size() > kMostColumns) return invalid(name_, "more than " + std::to_string(kMostColumns) + " columns");
  }
  header_end_ = reader.at();
  return {};
}

Status Table::read_rows(Reader& reader) {
  for (reader.skip_blank_lines(); !reader.at_end(); reader.skip_blank_lines()) {
    if (starts_.size() == kMostRows) return invalid(name_, "more than " + std::to_string(kMostRows) + " rows");
    starts_.push_back(reader.at());
    const std::size_t row = starts_.size() - 1;
    std::size_t values = 0;
    for (bool more = true; more; ++values) {
      more = reader.next(nullptr);
      if (reader.fault() != nullptr && values < columns_.size()) return fault(row, values, reader.fault());
      if (values == columns_.size()) return invalid(place(row), "more values than columns, of which there are " + std::to_string(columns_.size()));
    }
    if (values < columns_.size())
      return fault(row, values, "is missing: the row has " + std::to_string(values) + (values == 1 ? " value, not " : " values, not ") + std::to_string(columns_.size()));
  }
  return {};
}

Status Table::check_text() const {
  if (is_clean_utf8(content_)) return {};
  std::vector<std::string> values;
  for (std::size_t number = 0; number < size(); ++number) {
    if (is_clean_utf8(row_bytes(number))) continue;
    row(number, values);
    for (std::size_t column = 0; column < values.size(); ++column)
      if (!is_clean_utf8(values[column])) return fault(number, column, values[column].find('\0') == std::string::npos ? "is not UTF-8 text" : "has a byte that is zero");
  }
  return invalid(name_, "is not UTF-8 text");
}

std::optional<std::size_t> Table::find_column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  return found == columns_.end() ? std::nullopt : std::optional<std::size_t>(static_cast<std::size_t>(found - columns_.begin()));
}

Result<std::size_t> Table::column(std::string_view name) const {
  if (const auto found = find_column(name)) return *found;
  return invalid(name_, "has no column \"" + printable(name) + "\"");
}

void Table::row(std::size_t row, std::vector<std::string>& values) const {
  values.resize(columns_.size());
  Reader reader(content_, separator_, starts_[row]);
  for (std::string& value : values) reader.next(&value);
}

std::string Table::value(std::size_t row, std::size_t column) const {
  Reader reader(content_, separator_, starts_[row]);
  for (std::size_t i = 0; i < column; ++i) reader.next(nullptr);
  std::string value;
  reader.next(&value);
  return value;
}

std::string_view Table::bytes_between(std::size_t start, std::size_t end) const {
  std::string_view bytes = std::string_view(content_).substr(start, end - start);
  // Blank lines may stand behind the row.
  for (std::size_t end_of_line = bytes.size(); end_of_line > 0; --end_of_line) {
    const char last = bytes[end_of_line - 1];
    if (last == '\n') bytes = bytes.substr(0, end_of_line - 1);
    else if (last != '\r' && last != ' ') break;
  }
  while (bytes.ends_with('\r')) bytes.remove_suffix(1);
  return bytes;
}

std::string_view Table::row_bytes(std::size_t row) const {
  return bytes_between(starts_[row], row + 1 < starts_.size() ? starts_[row + 1] : content_.size());
}

std::string_view Table::header_bytes() const { return bytes_between(0, header_end_); }

std::string_view Table::line_end() const {
  return header_end_ >= 2 && std::string_view(content_).substr(header_end_ - 2, 2) == "\r\n" ? "\r\n" : "\n";
}

// "people.csv: row 17 (line 19)".
std::string Table::place(std::size_t row) const {
  const auto line = 1 + std::count(content_.begin(), content_.begin() + static_cast<std::ptrdiff_t>(starts_[row]), '\n');
  return name_ + ": row " + std::to_string(row + 1) + " (line " + std::to_string(line) + ")";
}

Error Table::fault(std::size_t row, std::size_t column, std::string what) const {
  return invalid(place(row) + ", column \"" + printable(columns_[column]) + "\"", std::move(what));
}

}  // namespace parasol::link
