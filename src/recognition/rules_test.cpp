// Each rule in each language: a text it must object to, and one beside it that it must let pass.
#include <gtest/gtest.h>

#include <algorithm>

#include "recognition/patterns.h"
#include "recognition/recognise.h"
#include "recognition/text.h"

namespace parasol::recognition {
namespace {

// What is found in a free text with these texts of the reporter and three sources.
Recognition found(std::string text, std::vector<ReporterText> reporter = {}) {
  Input input;
  input.sources = 3;
  input.reporter = std::move(reporter);
  input.artefact = {{ArtefactField::kFreeText, std::move(text)}};
  return recognise(input);
}

bool has(const Recognition& recognition, Why why) {
  return std::any_of(recognition.hits.begin(), recognition.hits.end(), [&](const Hit& hit) { return hit.why == why; });
}

std::string whys(const Recognition& recognition) {
  std::string names;
  for (const Hit& hit : recognition.hits) names.append(why_name(hit.why)).append(" ");
  return names;
}

struct ValuePair {
  ReporterKind kind;
  std::string value;
  std::string yes;
  std::string no;
};

TEST(Rules, ReporterValuesHoweverWritten) {
  using K = ReporterKind;
  const std::vector<ValuePair> pairs{
      // Phones: any spacing and prefix, the end alone, number words in four languages.
      {K::kPhone, "07700 900123", "ring +44 7700-900.123", "ring +44 7700 900456"},
      {K::kPhone, "07700 900123", "900123", "07700 900456"},
      {K::kPhone, "+447700900123", "ending 00123", "ending 0123"},
      {K::kPhone, "+447700900123", "nine double-oh one two three", "nine double-oh one two four"},
      {K::kPhone, "07700900123", "sete sete zero zero nove zero zero um dois três", "um dois três"},
      {K::kPhone, "07700900123", "nouă zero zero unu doi trei", "unu doi trei"},
      {K::kPhone, "07700900123", "九零零一二三", "一二三"},
      {K::kPhone, "07700 900123", "０７７００ ９００１２３", "0770 112 300"},
      {K::kOther, "WhatsApp 07700 900123", "700900123", "700900999"},
      // E-mail: signs, words for the signs, one part alone.
      {K::kEmail, "ana.costa@example.org", "ANA.COSTA @ EXAMPLE.ORG", "info@example.com"},
      {K::kEmail, "ana.costa@example.org", "ana dot costa at example dot org", "an example of a cost"},
      {K::kEmail, "ana.costa@example.org", "ana ponto costa arroba example ponto org", "ponto de costas"},
      {K::kEmail, "ana.costa@example.org", "user costa99", "coast"},
      // Handles.
      {K::kHandle, "@Lila_Moon", "lila moon", "full of the moor"},
      {K::kHandle, "@Lila_Moon", "xxLilaMoonxx", "lilac"},
      {K::kHandle, "li_moon", "xlimoonx", "moo"},
      {K::kHandle, "lila 1987", "1987", "1978"},
      {K::kHandle, "lila99", "LILA 99", "li la 9"},
      {K::kHandle, "heat", "H.e.a.t", "he at the door"},
      {K::kHandle, "heat", "heat", "cheater"},
      // Names: case, accents, width, hidden characters, spelled out, small mistakes, parts.
      {K::kName, "Ștefania Ionescu", "stefania", "stephen"},
      {K::kName, "Stefania Ionescu", "ŞTEFANIA", "fania"},
      {K::kName, "João", "joao", "jo"},
      {K::kName, "Conceição", "conceicao", "concerto"},
      {K::kName, "Anna", "Ａｎｎａ", "Ａｎｎ"},
      {K::kName, "Anna", "An\xe2\x80\x8bna", "banana"},
      {K::kName, "Anna", "a-n-n-a", "an nanny"},
      {K::kName, "Anna", "Anna's", "annals"},
      {K::kName, "Bianca", "Biamca", "blank"},
      {K::kName, "Bianca", "Biancas", "bench"},
      {K::kName, "Bianca", "Biacna", "balanca"},
      {K::kName, "Alexandra", "Aleksandra", "alexis"},
      {K::kName, "Maria", "Mariei", "marginal"},
      {K::kName, "Grace", "grace", "place trace"},
      {K::kName, "Will Fernsby", "Will said so", "he will come"},
      {K::kWorkingName, "Ruby Moon", "ruby", "rubble"},
      {K::kName, "王小丽", "找王小丽的人", "小王丽人"},
      {K::kHandle, "mo-onas", "xmoonasx", "moo nat"},
      {K::kHandle, "mo-on", "moon", "xmoonx"},
      {K::kName, "王小丽", "小丽", "丽小"},
      {K::kWorkingName, "𝓢𝓲𝓮𝓷𝓷𝓪", "sienna", "sierra"},
      // Places and the rest.
      {K::kPlace, "Flat above Kebabish, Norfold Street", "norfold", "a flat above the street"},
      {K::kPlace, "Praça da Liberdade", "liberdade", "praça"},
      {K::kPlace, "Strada Păcii", "pacii", "strada"},
      {K::kPlace, "曼彻斯特市中心酒店", "在曼彻斯特", "市中心的酒店"},
      {K::kVenue, "Velvet Lounge", "velvet", "lounge"},
      {K::kPrice, "£120 per hour", "asked for 120", "asked for 1200"},
      {K::kService, "feet worship", "worship", "feel"},
      {K::kAge, "27", "was 27", "was 270"},
      {K::kOther, "has a parrot called Kiwi", "the parrot", "parted"},
  };
  for (const ValuePair& pair : pairs) {
    const Recognition yes = found(pair.yes, {{pair.kind, pair.value}});
    EXPECT_EQ(yes.level, Level::kHigh) << pair.value << " in " << pair.yes;
    EXPECT_TRUE(has(yes, static_cast<Why>(pair.kind))) << pair.value << " in " << pair.yes;
    const Recognition no = found(pair.no, {{pair.kind, pair.value}});
    EXPECT_FALSE(has(no, static_cast<Why>(pair.kind))) << pair.value << " in " << pair.no;
  }
}

TEST(Rules, ThePlaceItselfIsAValue) {
  Input input;
  input.sources = 3;
  input.exact_place = "Quillon Arms";
  input.artefact = {{ArtefactField::kFreeText, "by the Quillon"}};
  EXPECT_EQ(recognise(input).level, Level::kHigh);
}

TEST(Rules, ControlledWordsAreNoPartsButMayBeValues) {
  Input input;
  input.sources = 3;
  input.controlled = {"Silver van"};
  input.reporter = {{ReporterKind::kName, "Anna Silver"}};
  input.artefact = {{ArtefactField::kFreeText, "a silver van"}};
  EXPECT_EQ(recognise(input).level, Level::kLow);
  input.artefact[0].text = "a Silver van";  // with a capital it may be her name
  EXPECT_EQ(recognise(input).level, Level::kHigh);
  input.reporter = {{ReporterKind::kName, "Silver"}};
  input.artefact[0].text = "a silver van";
  EXPECT_EQ(recognise(input).level, Level::kHigh);
}

TEST(Rules, VerbatimRuns) {
  struct Case {
    std::string narrative;
    std::string text;
    Level level;
  };
  const std::vector<Case> cases{
      {"then he locked the door and took my phone away", "He LOCKED the door, and took … the phone", Level::kHigh},
      {"then he locked the door and took my phone away", "locked the door and took", Level::kLow},
      {"then he locked the door and took my phone away", "locked the gate and took it", Level::kLow},
      {"then he locked the door and took cash away", "he locked the window and took", Level::kMedium},
      {"I don't know why he was so angry", "know why he was so angry", Level::kHigh},
      {"they don't know why he was angry", "dont know why he was angry", Level::kHigh},
      {"depois ele trancou a porta e saiu", "Ele trancou a porta e saiu", Level::kHigh},
      {"depois ele trancou a porta e saiu", "ele fechou tudo e saiu", Level::kLow},
      {"apoi a încuiat ușa și a plecat", "Apoi a incuiat usa si a", Level::kHigh},
      {"apoi a încuiat ușa și a plecat", "a încuiat geamul apoi a fugit", Level::kLow},
      {"然后他把门锁上拿走了手机", "他把门锁上，拿走了", Level::kHigh},
      {"然后他把门锁上拿走了手机", "把门锁上拿走", Level::kLow},
      {"然后他把门锁上拿走了手机", "他把窗锁上拿走了", Level::kMedium},
  };
  for (const Case& c : cases) {
    const Recognition result = found(c.text, {{ReporterKind::kNarrative, c.narrative}});
    EXPECT_EQ(result.level, c.level) << c.text << ": " << whys(result);
    EXPECT_EQ(has(result, Why::kVerbatim), c.level == Level::kHigh) << c.text;
    EXPECT_EQ(has(result, Why::kNearVerbatim), c.level == Level::kMedium) << c.text;
  }
}

TEST(Rules, ALongValueIsANarrativeToo) {
  const std::string filler(kLongestValue, '.');
  EXPECT_TRUE(has(found("he locked the door and left", {{ReporterKind::kOther, filler + "he locked the door and left"}}), Why::kVerbatim));
  EXPECT_FALSE(has(found("he locked the door and left", {{ReporterKind::kOther, "he locked the door and left"}}), Why::kVerbatim));
}

struct PatternPair {
  Why why;
  std::string yes;
  std::string no;
};

void expect_pairs(const std::vector<PatternPair>& pairs) {
  for (const PatternPair& pair : pairs) {
    const Recognition yes = found(pair.yes);
    EXPECT_TRUE(has(yes, pair.why)) << pair.yes << ": " << whys(yes);
    EXPECT_EQ(yes.level, Level::kMedium) << pair.yes;
    const Recognition no = found(pair.no);
    EXPECT_FALSE(has(no, pair.why)) << pair.no << ": " << whys(no);
  }
}

TEST(Rules, TimeFinerThanAWeek) {
  expect_pairs({
      {Why::kDay, "on 21 November", "in November 2026"},
      {Why::kDay, "31 October", "32 October"},
      {Why::kDay, "on the 21st", "twice"},
      {Why::kDay, "November 21st", "late November"},
      {Why::kDay, "21/11/2026", "11/2026"},
      {Why::kDay, "2026-11-21", "2026-11"},
      {Why::kDay, "21.11.26", "version 1.2"},
      {Why::kDay, "around 21/11", "rings 24/7"},
      {Why::kDay, "dia 21", "dias"},
      {Why::kDay, "21 de novembro", "em novembro"},
      {Why::kDay, "21 noiembrie", "în noiembrie"},
      {Why::kDay, "11月21日", "11月"},
      {Why::kDay, "21号", "号码"},
      {Why::kWeekday, "last Friday", "last week"},
      {Why::kWeekday, "at the weekend", "in the week"},
      {Why::kWeekday, "na sexta-feira", "a sexta vez"},
      {Why::kWeekday, "no sábado", "sabão"},
      {Why::kWeekday, "vineri seara", "vinerea"},
      {Why::kWeekday, "marți", "martie"},
      {Why::kWeekday, "星期五", "星期"},
      {Why::kWeekday, "周末", "一周"},
      {Why::kClock, "at 14:30", "1:300"},
      {Why::kClock, "24:59", "14:60"},
      {Why::kClock, "around 2pm", "2 phones"},
      {Why::kClock, "at two o'clock", "two people"},
      {Why::kClock, "at 9.45 pm", "9.45 metres"},
      {Why::kClock, "às 14h", "14 homens"},
      {Why::kClock, "à meia-noite", "de noite"},
      {Why::kClock, "la ora 14", "la 14 km"},
      {Why::kClock, "la miezul nopții", "noaptea"},
      {Why::kClock, "下午三点", "有点"},
      {Why::kClock, "凌晨", "清楚"},
      {Why::kRecent, "yesterday", "last month"},
      {Why::kRecent, "two days ago", "two months ago"},
      {Why::kRecent, "last night", "late at night"},
      {Why::kRecent, "ontem", "no mês passado"},
      {Why::kRecent, "há 3 dias", "há 3 meses"},
      {Why::kRecent, "aseară", "seara"},
      {Why::kRecent, "acum două zile", "acum două luni"},
      {Why::kRecent, "昨晚", "晚上"},
      {Why::kRecent, "三天前", "三个月前"},
  });
}

TEST(Rules, PlaceFinerThanTheBand) {
  expect_pairs({
      {Why::kStreet, "in Norfold Road", "on the road"},
      {Why::kStreet, "12 norfold street", "on the street"},
      {Why::kStreet, "Norfold Close", "He got Close to it"},
      {Why::kStreet, "na Rua Augusta", "na rua"},
      {Why::kStreet, "rua das flores", "ruas"},
      {Why::kStreet, "pe Strada Lungă", "pe stradă"},
      {Why::kStreet, "南京路12号", "走在路上"},
      {Why::kBuilding, "flat 3", "a flat"},
      {Why::kBuilding, "on the third floor", "on the floor"},
      {Why::kBuilding, "Norfold Hotel", "a visit to a hotel"},
      {Why::kBuilding, "room 214", "the room"},
      {Why::kBuilding, "apartamento 12", "o apartamento"},
      {Why::kBuilding, "no 3º andar", "a andar"},
      {Why::kBuilding, "etajul 3", "etajele"},
      {Why::kBuilding, "blocul 7", "blocat"},
      {Why::kBuilding, "三楼", "楼里"},
      {Why::kBuilding, "如家酒店", "在酒店"},
      {Why::kBuilding, "51.5072, -0.1276", "5.5 km"},
      {Why::kPostcode, "M1 2AB", "M1 motorway"},
      {Why::kPostcode, "sw1a1aa", "plate AB12 CDE"},
      {Why::kPostcode, "1200-195", "12-19"},
      {Why::kLandmark, "by Norfold Station", "the police station"},
      {Why::kLandmark, "next to the chippy", "next month"},
      {Why::kLandmark, "perto da escola", "esperto"},
      {Why::kLandmark, "lângă școală", "lung"},
      {Why::kLandmark, "学校对面", "面对"},
  });
}

TEST(Rules, WhatIsAboutHer) {
  expect_pairs({
      {Why::kPrice, "paid £80", "paid nothing"},
      {Why::kPrice, "80 quid", "80 people"},
      {Why::kPrice, "80€", "80 %"},
      {Why::kPrice, "80 reais", "na realidade"},
      {Why::kPrice, "200 lei", "lege"},
      {Why::kPrice, "八百元", "元旦过后"},
      {Why::kService, "asked for a massage", "asked for a message"},
      {Why::kService, "uma massagem", "uma mensagem"},
      {Why::kService, "un masaj", "un mesaj"},
      {Why::kService, "包夜", "夜里"},
      {Why::kInjury, "left bruises", "left"},
      {Why::kInjury, "broken nose", "broken car"},
      {Why::kInjury, "ficou com hematoma", "ficou"},
      {Why::kInjury, "a ajuns la spital", "a ajuns"},
      {Why::kInjury, "受伤", "受骗"},
      {Why::kColleagues, "two other workers", "two other men"},
      {Why::kColleagues, "her flatmate", "his flat"},
      {Why::kColleagues, "com outra menina", "com outro homem"},
      {Why::kColleagues, "celelalte fete", "celelalte mașini"},
      {Why::kColleagues, "和同事", "同时"},
      {Why::kQuotation, "he said \"you know what\"", "he said so"},
      {Why::kQuotation, "a zis „știu unde stai”", "a zis"},
      {Why::kQuotation, "disse «sei onde moras»", "disse «olá»"},
      {Why::kQuotation, "说「我知道」", "说知道"},
      {Why::kFirstPerson, "he hit me", "he hit someone"},
      {Why::kFirstPerson, "I ran", "he ran"},
      {Why::kFirstPerson, "i was alone", "i-a luat telefonul"},
      {Why::kFirstPerson, "o meu telefone", "o seu telefone"},
      {Why::kFirstPerson, "telefonul meu", "telefonul lui"},
      {Why::kFirstPerson, "m-a lovit", "l-a lovit"},
      {Why::kFirstPerson, "打了我", "打了人"},
      {Why::kOrigin, "a Brazilian worker", "a brazen worker"},
      {Why::kOrigin, "brasileira", "brasa"},
      {Why::kOrigin, "româncă", "român"},
      {Why::kOrigin, "有口音", "口头"},
      {Why::kGender, "trans workers", "transport"},
      {Why::kGender, "uma mulher", "uma molheira"},
      {Why::kGender, "o femeie", "o familie"},
      {Why::kGender, "女孩", "男人"},
      {Why::kSector, "a street worker", "on the street"},
      {Why::kSector, "acompanhante", "companhia"},
      {Why::kSector, "escortă", "scor"},
      {Why::kSector, "技师", "技巧"},
      {Why::kAnimal, "the dog barked", "dogged"},
      {Why::kAnimal, "o cachorro", "o cachecol"},
      {Why::kAnimal, "câinele", "cinele"},
      {Why::kAnimal, "养狗", "养老"},
      {Why::kTattoo, "her tattoo", "tattoo on his arm"},
      {Why::kTattoo, "a tatuagem dela", "a tatuagem dele"},
      {Why::kTattoo, "tatuajul ei", "tatuajul lui"},
      {Why::kTattoo, "她的纹身", "他的纹身"},
  });
}

TEST(Rules, TheDayOfTheIncidentIsHers) {
  Input input;
  input.sources = 3;
  input.incident_date = Date{2026, 11, 3};
  const auto result_of = [&](std::string text) {
    input.artefact = {{ArtefactField::kFreeText, std::move(text)}};
    return recognise(input);
  };
  for (const char* text : {"3 November", "November 3rd", "the 3rd of November", "03/11/2026", "11/3/26", "2026-11-03", "3.11.2026",
                           "3 de novembro", "3 noiembrie", "11月3日"}) {
    EXPECT_TRUE(has(result_of(text), Why::kIncidentDate)) << text;
    EXPECT_EQ(result_of(text).level, Level::kHigh) << text;
  }
  for (const char* text : {"4 November", "3 December", "03/11/2025", "the 3rd", "10月3日"}) {
    EXPECT_TRUE(has(result_of(text), Why::kDay)) << text;
    EXPECT_EQ(result_of(text).level, Level::kMedium) << text;
  }
}

TEST(Rules, OneSourceAndWordsBeyondCodedFacts) {
  Input input;
  input.controlled = {"Locked the door", "Robbery", "锁门"};
  const auto level_of = [&](ArtefactField field, std::string text, std::uint8_t sources) {
    input.sources = sources;
    input.artefact = {{field, std::move(text)}};
    return recognise(input).level;
  };
  for (const ArtefactField field : {ArtefactField::kFreeText, ArtefactField::kShortText, ArtefactField::kDescriptor}) {
    EXPECT_EQ(level_of(field, "Robbery, and he locked the door. 锁门 2", 1), Level::kLow);
    EXPECT_EQ(level_of(field, "Robbery. Limps", 1), Level::kMedium);
    EXPECT_EQ(level_of(field, "Robbery. Limps", 0), Level::kMedium);
    EXPECT_EQ(level_of(field, "Robbery. Limps", 2), Level::kLow);
    EXPECT_EQ(level_of(field, "", 1), Level::kLow);
  }
  EXPECT_EQ(level_of(ArtefactField::kIdentifier, "silver_fox", 1), Level::kLow);
  input.artefact.push_back({ArtefactField::kShortText, "Robbery. silver_fox"});
  EXPECT_EQ(recognise(input).level, Level::kLow);
  input.artefact = {{ArtefactField::kFreeText, "Robbery. Limps and whistles."}};
  EXPECT_EQ(recognise(input).hits, (std::vector<Hit>{{Rule::kSingleSource, Why::kSingleSource, Level::kMedium, 0, 9, 18}}));
}

TEST(Rules, CodedFieldsHoldCodesAndNothingElse) {
  Input input;
  input.sources = 3;
  const auto result_of = [&](ArtefactField field, std::string text) {
    input.artefact = {{field, std::move(text)}};
    return recognise(input);
  };
  for (const char* period : {"2026-11", "2026-Q4", "2026-W45"}) EXPECT_EQ(result_of(ArtefactField::kPeriod, period).level, Level::kLow);
  for (const char* period : {"2026-11-03", "2026-13", "2026-Q5", "2026-W54", "2026-00", "20261", "Friday", "2026-Q", "2026-W5", ""})
    EXPECT_TRUE(has(result_of(ArtefactField::kPeriod, period), Why::kPeriodForm)) << period;
  EXPECT_EQ(result_of(ArtefactField::kArea, "north_west").level, Level::kLow);
  EXPECT_TRUE(has(result_of(ArtefactField::kArea, "Norfold Road"), Why::kAreaForm));
  EXPECT_EQ(result_of(ArtefactField::kCoded, "takes_phone").level, Level::kLow);
  EXPECT_TRUE(has(result_of(ArtefactField::kCoded, "yesterday, a girl"), Why::kRecent));
  // A nationality may be the other person's in a descriptor; with her as the only one behind it, a target group is hers.
  EXPECT_EQ(result_of(ArtefactField::kDescriptor, "Scottish accent").level, Level::kLow);
  EXPECT_EQ(result_of(ArtefactField::kFreeText, "Scottish accent").level, Level::kMedium);
  EXPECT_EQ(result_of(ArtefactField::kCoded, "trans").level, Level::kLow);
  input.sources = 1;
  EXPECT_TRUE(has(result_of(ArtefactField::kCoded, "trans"), Why::kTargetGroup));
  EXPECT_EQ(result_of(ArtefactField::kCoded, "takes_phone").level, Level::kLow);
  // Her own number entered as the other person's.
  input.reporter = {{ReporterKind::kPhone, "07700 900123"}};
  EXPECT_EQ(result_of(ArtefactField::kIdentifier, "+447700900123").level, Level::kHigh);
  EXPECT_EQ(result_of(ArtefactField::kIdentifier, "+447700900124").level, Level::kLow);
}

TEST(Rules, HitsSayWhere) {
  Input input;
  input.sources = 2;
  input.reporter = {{ReporterKind::kName, "Ștefania"}};
  input.artefact = {{ArtefactField::kCoded, "robbery"}, {ArtefactField::kFreeText, "她😀, «s\xcc\xa6tefania» și £50"}};
  const Recognition result = recognise(input);
  EXPECT_EQ(result.level, Level::kHigh);
  EXPECT_EQ(result.hits, (std::vector<Hit>{
                             {Rule::kContent, Why::kGender, Level::kMedium, 1, 0, 1},
                             {Rule::kValue, Why::kOwnName, Level::kHigh, 1, 5, 9},
                             {Rule::kToken, Why::kOwnName, Level::kHigh, 1, 5, 9},
                             {Rule::kContent, Why::kPrice, Level::kMedium, 1, 20, 2},
                         }));
}

TEST(Rules, HitsOfOneReasonAreJoinedWhereTheyOverlap) {
  const Recognition result = found("he locked the door and took the phone and ran", {{ReporterKind::kNarrative, "He locked the door and took the phone and ran."}});
  EXPECT_EQ(result.hits, (std::vector<Hit>{{Rule::kVerbatim, Why::kVerbatim, Level::kHigh, 0, 0, 45}}));
}

TEST(Rules, NothingFromNothing) {
  EXPECT_EQ(recognise({}).level, Level::kLow);
  EXPECT_TRUE(found("", {{ReporterKind::kName, ""}, {ReporterKind::kPhone, "—"}, {ReporterKind::kNarrative, ""}}).hits.empty());
  EXPECT_TRUE(found("\xff\xc3(\xe2\x82 \xf0\x9f", {{ReporterKind::kName, "\xff"}}).hits.empty());
}

TEST(Lists, EveryPatternCanMatch) { EXPECT_FALSE(has_unusable_pattern()); }

TEST(Texts, FoldingKeepsPlaces) {
  const Text text = read_text("Æon ß ＡＢ１ e\xcc\x81t 中文 don't");
  std::vector<std::pair<std::u32string, std::pair<unsigned, unsigned>>> tokens;
  for (const Token& token : text.tokens) tokens.push_back({std::u32string(text.word(token)), {token.start, token.end}});
  EXPECT_EQ(tokens, (decltype(tokens){{U"aeon", {0, 3}}, {U"ss", {4, 5}}, {U"ab", {6, 8}}, {U"1", {8, 9}}, {U"et", {10, 13}},
                                      {U"中", {14, 15}}, {U"文", {15, 16}}, {U"don", {17, 20}}, {U"t", {21, 22}}}));
  EXPECT_EQ(text.length, 22U);
  EXPECT_TRUE(text.is_han_pair(6));
  EXPECT_FALSE(text.is_han_pair(5));
}

}  // namespace
}  // namespace parasol::recognition
