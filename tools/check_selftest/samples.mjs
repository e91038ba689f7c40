// Good and bad samples for every rule of tools/check. The check itself leaves this folder out.
const bad = (rule, path, text) => ({ rule, bad: true, path, text });
const good = (rule, path, text) => ({ rule, bad: false, path, text });
// What a claim is held against: a catalogue and two tests.
const catalogue = (sentence) => ({ path: "content/catalogues/en/member.json", text: JSON.stringify({ "a.b": sentence }) });
const beside = [
  catalogue("Nobody reads it."),
  { path: "tests/http/a.test.ts", text: 'test("nobody reads (it)", async () => {' },
  { path: "src/domain/a_test.cpp", text: "TEST_F(ATest, NobodyReadsIt) {" },
];
const claims = (change) => JSON.stringify({
  claims: [{ id: "a", says: { "a.b": "Nobody reads it." }, shown_by: ["tests/http/a.test.ts: nobody reads (it)", "src/domain/a_test.cpp: ATest.NobodyReadsIt"], ...change }],
  no_promise: [],
});
// A page about the site itself, and a guide.
const page = (kind, sentence) => [
  { path: "content/resources/privacy/resource.json", text: JSON.stringify({ kind }, null, 2) },
  { path: "content/resources/privacy/en.md", text: `---\ntitle: Privacy\n---\n\n## How\n\n- Write when **you** like. ${sentence} [More](resource:why).\n` },
];
const pageClaims = (change) => claims({ says: {}, pages: { privacy: ["Nobody reads it."] }, ...change });
// A lock file with these packages, of which paint may need paint-arm64.
const lockOf = (...names) => JSON.stringify({ packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`,
  { version: "1.0.0", integrity: "sha512-a", ...(name === "paint" ? { optionalDependencies: { "paint-arm64": "1.0.0" } } : {}) }])) });
// In pieces, so that no real-looking number stands in the repository.
const realMobile = "912 345678";

export const samples = [
  bad("include arrows", "src/domain/report.cpp", '#include "db/connection.h"'),
  bad("include arrows", "src/base/bytes.h", '#include "crypto/aead.h"'),
  bad("include arrows", "src/http/router.h", '#  include "net/listener.h"'),
  bad("include arrows", "src/keyd/service.cpp", '#include "listd/service.h"'),
  bad("include arrows", "src/api/reports.cpp", '#include "storage/reports.h"'),
  bad("include arrows", "src/domain/report.cpp", '#include "report.h"'),
  bad("include arrows", "src/unheard_of/a.cpp", '#include "unheard_of/a.h"'),
  good("include arrows", "src/domain/report.cpp", '#include "domain/report.h"\n#include "base/result.h"\n#include <db/other.h>'),
  bad("include arrows", "src/storage/reports.cpp", '#include "support/test_database.h"'),
  good("include arrows", "src/storage/reports_test.cpp", '#include "support/test_database.h"'),
  good("include arrows", "src/apps/server/main.cpp", '#include "storage/reports.h"'),
  good("include arrows", "vocabulary/vocabulary_test.cpp", '#include "vocabulary/vocabulary.h"'),

  bad("header fences", "src/keyd/service.cpp", "#include <sodium.h>"),
  bad("header fences", "src/net/listener.h", "#include <asio/ip/tcp.hpp>"),
  bad("header fences", "src/http/router.cpp", "#include <boost/beast/http.hpp>"),
  bad("header fences", "src/net/listener.cpp", "#include <boost/asio.hpp>"),
  bad("header fences", "src/domain/report.cpp", "#include <nlohmann/json.hpp>"),
  bad("header fences", "src/client/phone.h", "#include <phonenumbers/phonenumberutil.h>"),
  bad("header fences", "src/storage/reports.cpp", "#include <libpq-fe.h>"),
  bad("header fences", "src/storage/reports.cpp", "#include <sqlite3.h>"),
  bad("header fences", "src/api/config.cpp", "#include <toml++/toml.h>"),
  bad("header fences", "src/api/config.cpp", "#include <CLI/CLI.hpp>"),
  bad("header fences", "src/base/log.h", "#include <spdlog/spdlog.h>"),
  good("header fences", "src/net/listener.cpp", "#include <asio/ip/tcp.hpp>\n#include <string>"),
  good("header fences", "src/http/codec.cpp", "#include <boost/beast/http/parser.hpp>"),
  good("header fences", "src/crypto/voprf_test.cpp", "#include <nlohmann/json.hpp>\n#include <sodium.h>"),

  bad("captures in co_await", "src/net/connection.cpp", "co_await run_on(pool, [request = std::move(request)] { handle(request); });"),
  bad("captures in co_await", "src/net/connection.cpp", "auto reply = co_await run_on(\n    pool, [&](auto& one) { return handle(one); });"),
  good("captures in co_await", "src/net/connection.cpp", "auto job = [&] { handle(request); };\nco_await run_on(pool, std::move(job));"),
  good("captures in co_await", "src/net/connection.cpp", "co_await write(parts[index](socket));"),

  bad("unfinished marks", "src/base/bytes.h", "// TODO: later"),
  bad("unfinished marks", "web/member/check.ts", "/* FIXME */"),
  bad("unfinished marks", "docs/a.md", "value: XXX"),
  good("unfinished marks", "tools/a", "mktemp /tmp/a.XXXXXX"),

  bad("skipped tests", "web/shared/a.test.ts", 'it.skip("works", () => {});'),
  bad("skipped tests", "web/shared/a.test.ts", 'describe.only("works", () => {});'),
  bad("skipped tests", "tests/http/a.test.ts", 'test.concurrent.skipIf(late)("works", () => {});'),
  bad("skipped tests", "tools/a_test.mjs", 'test("works", { skip: true }, () => {});'),
  bad("skipped tests", "src/base/a_test.cpp", "TEST(Bytes, DISABLED_Works) {}"),
  bad("skipped tests", "src/base/a_test.cpp", "TEST(Bytes, Works) { GTEST_SKIP(); }"),
  good("skipped tests", "src/db/a_test.cpp", 'if (std::getenv("PARASOL_TEST_POSTGRES") == nullptr) GTEST_SKIP();'),
  good("skipped tests", "src/net/a_test.cpp", 'if (geteuid() != 0) GTEST_SKIP() << "needs root";'),
  good("skipped tests", "src/db/a_test.cpp", "if (!is_testable(GetParam())) GTEST_SKIP() << kWhyNotTestable;"),
  good("skipped tests", "web/shared/a.test.ts", 'it("can skip a page", () => {});'),

  bad("sleeping tests", "src/net/a_test.cpp", "std::this_thread::sleep_for(10ms);"),
  bad("sleeping tests", "tests/http/a.test.ts", "await new Promise((resolve) => setTimeout(resolve, 50));"),
  bad("sleeping tests", "tests/browser/a.test.ts", "await page.waitForTimeout(100);"),
  bad("sleeping tests", "tests/restore", "sleep 2"),
  good("sleeping tests", "tests/support/server.ts", "setTimeout(resolve, 20)"),
  good("sleeping tests", "src/net/listener.cpp", "std::this_thread::sleep_for(10ms);"),

  bad("drama numbers only", "content/a.md", `Call 07${realMobile.replace(" ", "")}`),
  bad("drama numbers only", "src/client/a_test.cpp", `"+44 7${realMobile}"`),
  bad("drama numbers only", "tests/a.json", `"00447${realMobile.replace(" ", "")}"`),
  bad("drama numbers only", "tests/a.json", `"+44 (0) 7${realMobile.replace(" ", "-")}"`),
  good("drama numbers only", "content/a.md", "Call 07700 900123 or +44 7700 900999 or 07700900000 or 020 7946 0000"),
  good("drama numbers only", "tests/a.json", `"ab07${realMobile.replace(" ", "")}cd"`),

  bad("no foreign addresses in web", "web/member/index.html", '<script src="https://cdn.example.com/a.js"></script>'),
  bad("no foreign addresses in web", "web/shared/a.ts", 'fetch("https://api.test/v1")'),
  bad("no foreign addresses in web", "web/shared/a.css", "@import url(https://fonts.test/a.css);"),
  bad("no foreign addresses in web", "web/member/index.html", '<link href="//fonts.test/a.css">'),
  bad("no foreign addresses in web", "web/shared/a.ts", '"https://example.org.evil.test/"'),
  good("no foreign addresses in web", "web/shared/a.ts", 'fetch("/api/check"); const name = "http://www.w3.org/2000/svg"; `http://${host}/`; "https://staff.example.org/"'),
  good("no foreign addresses in web", "content/directory.json", '"https://service.test/"'),

  bad("pinned packages", "web/package-lock.json", '{ "resolved": "https://registry.test/a.tgz" }'),
  bad("pinned packages", "web/package.json", '{ "dependencies": { "preact": "^11.2.0" } }'),
  bad("pinned packages", "web/package.json", '{ "devDependencies": { "vite": "latest" } }'),
  bad("pinned packages", "web/.npmrc", "registry=https://registry.test/"),
  good("pinned packages", "web/package.json", '{ "dependencies": { "preact": "11.2.0" } }'),
  bad("pinned packages", ".npmrc", "@parasol:registry=https://registry.test/"),
  good("pinned packages", "web/.npmrc", "ignore-scripts=true\nomit-lockfile-registry-resolved=true"),
  good("pinned packages", "web/package-lock.json", lockOf("paint", "paint-arm64")),
  bad("pinned packages", "web/package-lock.json", lockOf("paint")),

  { ...good("claims have tests", "content/claims.json", claims({})), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ says: { "a.b": "Nobody can read it." } })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ says: { "a.c": "Nobody reads it." } })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ says: {} })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ shown_by: [] })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ shown_by: ["tests/http/a.test.ts: nobody reads"] })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ shown_by: ["tests/http/b.test.ts: nobody reads (it)"] })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({ shown_by: ["src/domain/a_test.cpp: ATest.NobodyReads"] })), beside },
  { ...bad("claims have tests", "content/claims.json", claims({}).replace("[]", '["a.b"]')), beside },
  { ...bad("claims have tests", "content/claims.json", claims({}).replace("[]", '["a.c"]')), beside },

  { ...good("claims have tests", "content/claims.json", pageClaims({})), beside: [...beside, ...page("page", "Nobody reads it.")] },
  { ...bad("claims have tests", "content/claims.json", pageClaims({})), beside: [...beside, ...page("page", "Nobody can read it.")] },
  { ...bad("claims have tests", "content/claims.json", pageClaims({ pages: { other: ["Nobody reads it."] } })), beside: [...beside, ...page("page", "Nobody reads it.")] },
  { ...bad("claims have tests", "content/claims.json", pageClaims({ pages: {} })), beside: [...beside, ...page("page", "Nobody reads it.")] },

  bad("promises are claims", "content/catalogues/en/member.json", '{ "a.b": "It is never stored." }'),
  { ...bad("promises are claims", "content/claims.json", pageClaims({ says: { "a.b": "Nobody reads it." } })), beside: [...beside, ...page("page", "Nothing is kept.")] },
  { ...good("promises are claims", "content/claims.json", pageClaims({ says: { "a.b": "Nobody reads it." } })), beside: [...beside, ...page("page", "Nobody reads it.")] },
  { ...good("promises are claims", "content/claims.json", '{ "claims": [], "no_promise": ["a.b"], "no_promise_pages": { "privacy": ["Nobody reads it."] } }'), beside: [...beside, ...page("page", "Nobody reads it.")] },
  { ...bad("promises are claims", "content/claims.json", '{ "claims": [], "no_promise": ["a.b"] }'), beside: [...beside, ...page("film", "Nobody reads it.")] },
  { ...good("promises are claims", "content/claims.json", '{ "claims": [], "no_promise": ["a.b"] }'), beside: [...beside, ...page("guide", "Nobody reads it.")] },
  { ...bad("promises are claims", "content/claims.json", claims({ says: { "a.c": "Nobody reads it." } })), beside },
  { ...good("promises are claims", "content/claims.json", claims({})), beside },
  { ...good("promises are claims", "content/claims.json", '{ "claims": [], "no_promise": ["a.b"] }'), beside },
  good("promises are claims", "content/catalogues/en/member.json", '{ "a.b": "Write when you like." }'),
];
