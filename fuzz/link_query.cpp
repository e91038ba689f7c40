// Any bytes as records that are asked about: refused with a place, or answered by keys with the totals that explanations have.
#include <sstream>

#include "apps/cli/link/query.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/utf8.h"

namespace parasol::link {
namespace {

struct Stage {
  Stage() : tables{*name_rows(*Table::parse("people", "id,name,phone,said\n1,Anna Moss,07700 900123,late and rude\n2,Ana Moss,07700 900124,late\n3,Farid Okafor,,\n"), std::nullopt)},
            records(*Records::load(tables, *suggested_model(suggest_fields(tables), "people"), [](double) {})), scorer(records.base(), records.file().model), index(records.base(), {.rare = 1, .rare_part = 1}) {}
  std::vector<NamedTable> tables;
  Records records;
  linkage::Scorer scorer;
  linkage::KeyIndex index;
};

}  // namespace
}  // namespace parasol::link

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  using namespace parasol::link;
  static const Stage stage;
  const std::string text(as_text({data, size}));
  const QuestionReader reader = *QuestionReader::make(stage.tables.front().table(), stage.records.file().model);
  const auto asked = reader.read_all("fuzz", text);
  if (!asked) {
    PARASOL_CHECK(is_clean_utf8(asked.error().field) && asked.error().field.starts_with("fuzz") && !asked.error().detail.empty());
  } else {
    PARASOL_CHECK(!asked->is_one || asked->records.size() == 1);
    for (const linkage::Record& record : asked->records)
      for (const linkage::Hit& hit : linkage::strongest(stage.scorer, stage.index, record, 3).hits) PARASOL_CHECK(stage.scorer.explain(record, hit.row).total == hit.total);
  }
  // What is read line by line is what is there.
  std::istringstream in(text);
  std::string line, again;
  while (next_line(in, line)) again += line + "\n";
  PARASOL_CHECK(again == text || again == text + "\n");
  return 0;
}
