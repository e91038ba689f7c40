#pragma once
// A model as a TOML file that people can read and change.
//
// Whatever is left out is as the engine expects it. `matched`, `random` and `prior` are what was learned: a file has them all,
// one pair for each field, or none.
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "linkage/model.h"
#include "linkage/suggest.h"

namespace parasol::link {

struct ModelFile {
  linkage::Model model;
  bool is_learned = false;
};

// `name` is what errors call the file.
Result<ModelFile> parse_model(const std::string& name, std::string_view text);
Result<ModelFile> read_model(const std::filesystem::path& file);

// The same model is read back from it, to the last bit. With the suggestions that it was made from it says why.
std::string model_text(const ModelFile& file, const linkage::Suggestions* why = nullptr);

// "-12.345": thousandths of a bit as bits, all three digits.
std::string bits_text(linkage::MilliBits bits);

}  // namespace parasol::link
