// The rules behind tools/check. A rule is a function from files ({ path, text }) to faults ({ path, line, what });
// it reads nothing else, so that the self-test can hand it samples.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { samples } from "./check_selftest/samples.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const isCpp = (path) => /\.(h|cpp)$/.test(path);
const isScript = (path) => /\.(ts|tsx|mts|mjs|js)$/.test(path);
const isLock = (path) => path.endsWith("package-lock.json");
const isTest = (path) => /(_test\.(cpp|mjs)|\.test\.tsx?)$/.test(path) || path.startsWith("tests/");

function lineOf(text, index) {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

// One fault for each match of the pattern in the files the filter lets through, unless `allowed` excuses the match.
function forbid(files, filter, pattern, what, allowed = () => false) {
  return files.filter((file) => filter(file.path)).flatMap((file) =>
    [...file.text.matchAll(pattern)].filter((match) => !allowed(match, file))
      .map((match) => ({ path: file.path, line: lineOf(file.text, match.index), what: `${what}: ${match[0].trim().slice(0, 60)}` })));
}

export function readArrows(text) {
  const folders = new Map();
  const fences = [];
  for (const line of text.split("\n")) {
    const row = /^(<?)([^\s:#][^:]*):\s*(.*)$/.exec(line);
    if (!row) continue;
    const allowed = row[3].split(/\s+/).filter(Boolean);
    if (row[1]) fences.push({ header: row[1] + row[2], allowed });
    else folders.set(row[2], allowed);
  }
  return { folders, fences };
}

const arrows = readArrows(readFileSync(join(root, "tools/arrows.txt"), "utf8"));
const folderOf = (path) => /^(?:src\/)?([^/]+)\//.exec(path)?.[1];

function includeArrows(files) {
  return files.filter(({ path }) => isCpp(path) && /^(src|vocabulary)\//.test(path)).flatMap((file) => {
    const folder = folderOf(file.path);
    const allowed = arrows.folders.get(folder);
    const faults = [];
    if (!allowed) faults.push({ path: file.path, line: 1, what: `folder ${folder} is not in tools/arrows.txt` });
    for (const match of file.text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      const target = match[1].includes("/") ? match[1].split("/")[0] : null;
      const fine = target === folder || allowed?.includes("*") || allowed?.includes(target) ||
        (isTest(file.path) && target === "support");
      if (!fine) faults.push({ path: file.path, line: lineOf(file.text, match.index), what: `${folder} may not include "${match[1]}"` });
    }
    return faults;
  });
}

function mayInclude(path, places) {
  return places.some((place) => {
    if (place.endsWith("/")) return path.startsWith(place);
    const [start, end] = place.split("*");
    return end === undefined ? path === place : path.startsWith(start) && path.endsWith(end);
  });
}

function headerFences(files) {
  return forbid(files, isCpp, /^\s*#\s*include\s+(<[^>]+>)/gm, "header outside its fence",
    (match, file) => arrows.fences.every((fence) => !match[1].startsWith(fence.header) || mayInclude(file.path, fence.allowed)));
}

// g++ 12 destroys the captures of a lambda inside a co_await expression too early.
const coAwaitCapture = (files) =>
  forbid(files, isCpp, /\bco_await\b[^;{}]*(?<![\w)\]])\[[^\][]+\]\s*[({]/g, "name the lambda before co_await");

const unfinished = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`, "g");
const noUnfinishedMarks = (files) => forbid(files, (path) => !isLock(path) && !path.startsWith("tests/vectors/"), unfinished, "unfinished mark");

// A test that needs PostgreSQL, or root, may skip itself where there is none; nothing else is ever skipped.
const noSkippedTests = (files) => [
  ...forbid(files, (path) => isScript(path) && isTest(path),
    /\b(it|test|describe|suite)\.(\w+\.)*(skip|only|todo|fails|skipIf|runIf)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(|\b(skip|only|todo):\s*(true|["'`])/g, "skipped or singled-out test"),
  ...forbid(files, (path) => isCpp(path) && isTest(path), /\bDISABLED_\w+|^.*\bGTEST_SKIP\b/gm, "skipped test",
    (match, file) => /geteuid\(\) != 0/.test(match[0]) || (/GTEST_SKIP/.test(match[0]) && /PARASOL_TEST_POSTGRES|kWhyNotTestable/.test(file.text))),
];

// tests/support holds the few helpers that wait for another process to answer.
const noSleepingTests = (files) => forbid(files, (path) => isTest(path) && !path.startsWith("tests/support/"),
  /\bsleep_(for|until)\b|\b(u|nano)?sleep\s*\(|^\s*sleep\s+[\d.]|\bwaitForTimeout\b|\btimers\/promises\b|\bAtomics\.wait\s*\(|\bsetTimeout\(\s*(resolve|done|ready|\(\)\s*=>\s*resolve)\b/gm, "test that sleeps");

// Only the numbers Ofcom keeps free for drama may stand in the repository.
function onlyDramaNumbers(files) {
  return forbid(files, (path) => !isLock(path), /(?<![\w.])(?:\+44|0044|0)[ -]?(?:\(0\)[ -]?)?7(?:[ -]?\d){9}(?!\w)/g, "mobile number outside 07700 900000 to 900999",
    (match) => match[0].replace(/\D/g, "").slice(-10).startsWith("7700900"));
}

const noForeignAddresses = (files) => forbid(files, (path) => path.startsWith("web/") && !isLock(path) && !path.endsWith(".md"),
  /\b(?:https?|wss?):\/\/([^\s/"'`<>):]*)|\b(?:src|href)\s*=\s*["']\/\/[^"']*/g, "address of another host",
  (match) => match[1] !== undefined && /^($|\$\{|[a-z]+$|127\.0\.0\.1$|\[$|www\.w3\.org$|([\w-]+\.)*example\.org$)/.test(match[1]));

// Newer npm refuses a lock file that lacks what one of its packages may need on another system; older npm writes such files
// when a registry does not have all of it.
const unlockedPackages = (files) => files.filter(({ path }) => isLock(path)).flatMap(({ path, text }) => {
  const { packages = {} } = JSON.parse(text);
  const locked = new Set(Object.keys(packages).map((place) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length)));
  return Object.entries(packages).flatMap(([place, { dependencies = {}, optionalDependencies = {} }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !locked.has(name))
      .map((name) => ({ path, line: 1, what: `${place || "the project"} may need ${name}, which is not locked` })));
});

const pinnedPackages = (files) => [
  ...unlockedPackages(files),
  ...forbid(files, isLock, /"resolved":\s*"[^"]*"/g, "lock file that names a host"),
  ...forbid(files, (path) => path.endsWith(".npmrc"), /^\s*(?:.*:)?(?:registry\s*=|_auth).*$/gm, "npm configuration that names a host"),
  ...files.filter(({ path }) => /(^|\/)package\.json$/.test(path)).flatMap((file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(file.text);
    return Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name, version]) => ({ path: file.path, line: 1, what: `not an exact version: ${name} ${version}` }));
  }),
];

const claimsPath = "content/claims.json";
const readClaims = (files) => {
  const file = files.find(({ path }) => path === claimsPath);
  return { claims: [], no_promise: [], ...(file && JSON.parse(file.text)) };
};
const sentencesOf = (claims) => claims.flatMap(({ says = {} }) => Object.entries(says));
const catalogueFiles = (files) => files.filter(({ path }) => /^content\/catalogues\/en\/\w+\.json$/.test(path));

/** The sentences of each English text in content/resources, without marks and links' targets, by the name of its folder. */
const resourceSentences = (files) => new Map(files.flatMap(({ path, text }) => {
  const [, slug] = /^content\/resources\/([\w-]+)\/en\.md$/.exec(path) ?? [];
  if (!slug) return [];
  const lines = text.replace(/^---\n[^]*?\n---\n/, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("**", "").split("\n");
  return [[slug, lines.flatMap((line) => line.replace(/^(#+|-|>|\d+\.)\s+/, "").split(/(?<=[.?])\s+/)).filter(Boolean)]];
}));
const pagesOf = (claims) => claims.flatMap(({ pages = {} }) => Object.entries(pages).flatMap(([slug, sentences]) => sentences.map((sentence) => [slug, sentence])));

/** `name` is "Suite.Name" in C++, and what stands between the quotes elsewhere. */
function hasTest(files, test) {
  const [, path, name] = /^(\S+): (.+)$/.exec(test) ?? [];
  const file = files.find((one) => one.path === path && isTest(path));
  if (!file) return false;
  return isCpp(path) ? new RegExp(`\\(${name.replace(".", ",\\s*")}[,)]`).test(file.text) : file.text.includes(`("${name}"`);
}

// A promise is word for word what the catalogue says, and its tests are there.
function claimsHold(files) {
  const { claims, no_promise: none } = readClaims(files);
  const english = Object.assign({}, ...catalogueFiles(files).map(({ text }) => JSON.parse(text)));
  const resources = resourceSentences(files);
  const sentences = sentencesOf(claims);
  const keys = [...sentences.map(([key]) => key), ...none];
  const { text = "" } = files.find(({ path }) => path === claimsPath) ?? {};
  return [
    ...claims.filter((claim) => sentencesOf([claim]).length + pagesOf([claim]).length === 0 || claim.shown_by.length === 0).map(({ id }) => [id, "claim without sentence or test"]),
    ...claims.flatMap(({ shown_by: tests }) => tests.filter((test) => !hasTest(files, test))).map((test) => [test, "no such test"]),
    ...sentences.filter(([key, sentence]) => english[key] !== sentence).map(([key]) => [key, "not what the catalogue says; do its tests still show it?"]),
    ...pagesOf(claims).filter(([slug, sentence]) => !resources.get(slug)?.includes(sentence)).map(([slug, sentence]) => [sentence, `not what content/resources/${slug} says; do its tests still show it?`]),
    ...none.filter((key) => !(key in english)).map((key) => [key, "not in the catalogue"]),
    ...keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => [key, "stands here twice"]),
  ].map(([name, what]) => ({ path: claimsPath, line: lineOf(text, text.indexOf(JSON.stringify(name))), what: `${what}: ${name}` }));
}

const promising = /\b(never|nobody|no one|cannot|only|sealed|gone|erased|deleted|stored|kept|server|secret|private|anonym\w*|taken down)\b/i;

// A sentence that sounds like a promise is one, with its tests, or is known to be none.
function promisesAreClaims(files) {
  const { claims, no_promise: none } = readClaims(files);
  const known = new Set([...sentencesOf(claims).map(([key]) => key), ...none]);
  return [...catalogueFiles(files).flatMap(({ path, text }) =>
    Object.entries(JSON.parse(text)).filter(([key, sentence]) => promising.test(sentence) && !known.has(key))
      .map(([key]) => ({ path, line: lineOf(text, text.indexOf(`"${key}"`)), what: `sounds like a promise and is not in ${claimsPath}: ${key}` }))),
  ...pagesPromiseClaims(files)];
}

const promisingPage = /\b(nothing|no other|no network|no account|no form|no cookie|encrypted|clears|empt(y|ied))\b/i;

// Pages and films about the site itself are where texts promise; what a guide says of others is no promise of ours.
function pagesPromiseClaims(files) {
  const { claims, no_promise_pages: none = {} } = readClaims(files);
  const isAbout = (slug) => /"kind":\s*"(page|film)"/.test(files.find(({ path }) => path === `content/resources/${slug}/resource.json`)?.text ?? "");
  const known = new Set([...pagesOf(claims), ...Object.entries(none).flatMap(([slug, sentences]) => sentences.map((sentence) => [slug, sentence]))].map(([slug, sentence]) => `${slug}: ${sentence}`));
  return [...resourceSentences(files)].filter(([slug]) => isAbout(slug)).flatMap(([slug, sentences]) =>
    sentences.filter((sentence) => (promising.test(sentence) || promisingPage.test(sentence)) && !known.has(`${slug}: ${sentence}`))
      .map((sentence) => ({ path: `content/resources/${slug}/en.md`, line: 1, what: `sounds like a promise and is not in ${claimsPath}: ${sentence}` })));
}

export const rules = {
  "include arrows": includeArrows,
  "header fences": headerFences,
  "captures in co_await": coAwaitCapture,
  "unfinished marks": noUnfinishedMarks,
  "skipped tests": noSkippedTests,
  "sleeping tests": noSleepingTests,
  "drama numbers only": onlyDramaNumbers,
  "no foreign addresses in web": noForeignAddresses,
  "pinned packages": pinnedPackages,
  "claims have tests": claimsHold,
  "promises are claims": promisesAreClaims,
};

function trackedFiles() {
  const names = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, maxBuffer: 1 << 26 });
  const files = [];
  for (const path of new Set(names.toString().split("\0").filter(Boolean))) {
    if (path.startsWith("tools/check_selftest/") || path.startsWith("fuzz/corpus/")) continue;
    let bytes;
    try {
      bytes = readFileSync(join(root, path));
    } catch (error) {
      if (error.code === "ENOENT" || error.code === "EISDIR") continue;  // deleted and not yet committed
      throw error;
    }
    if (!bytes.includes(0)) files.push({ path, text: bytes.toString("utf8") });
  }
  return files;
}

// Each rule must object to every bad sample and to no good one.
function controls() {
  const results = Object.keys(rules).filter((rule) => !samples.some((sample) => sample.rule === rule && sample.bad) ||
      !samples.some((sample) => sample.rule === rule && !sample.bad))
    .map((rule) => ({ name: `control: ${rule}`, faults: ["it has no good or no bad sample"] }));
  for (const { rule, bad, path, text, beside = [] } of samples) {
    const found = rules[rule]([{ path, text }, ...beside]).length;
    const faults = (found > 0) === Boolean(bad) ? [] : [bad ? "accepts a bad sample" : "refuses a good sample"];
    results.push({ name: `control: ${rule}: ${path}: ${text.split("\n")[0].slice(0, 60)}`, faults });
  }
  return results;
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
function junit(results) {
  const cases = results.map(({ name, faults }) => `<testcase classname="lints" name="${escape(name)}">${
    faults.map((fault) => `<failure message="${escape(fault)}"/>`).join("")}</testcase>`);
  return `<testsuites><testsuite name="lints">${cases.join("\n")}</testsuite></testsuites>\n`;
}

const { values } = parseArgs({ options: { junit: { type: "string" } } });
const files = trackedFiles();
const results = [...controls(), ...Object.entries(rules).map(([name, rule]) => ({
  name, faults: rule(files).map(({ path, line, what }) => `${path}:${line}: ${what}`) }))];
if (values.junit) {
  mkdirSync(dirname(values.junit), { recursive: true });
  writeFileSync(values.junit, junit(results));
}
const failed = results.filter(({ faults }) => faults.length > 0);
for (const { name, faults } of failed) for (const fault of faults) console.log(`${name}: ${fault}`);
console.log(`${results.length - failed.length} of ${results.length} lints and controls passed over ${files.length} files`);
process.exit(failed.length > 0 ? 1 : 0);
