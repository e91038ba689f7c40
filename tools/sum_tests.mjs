// tools/sum_tests.mjs REPORT STATUS [GTEST_DIR]: prints "PASSED FAILED SKIPPED" for one suite.
// REPORT is a JUnit file ("-" if the suite is a single command without one), STATUS the exit status of the suite.
// With GTEST_DIR, REPORT is ctest's: a program's own report GTEST_DIR/NAME.xml, if it wrote one, counts instead of the one
// line ctest has for it. A suite that failed without naming a failed test counts one failure, so that nothing is lost.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

function casesOf(xml) {
  return [...xml.matchAll(/<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, attributes, body = ""]) => {
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1] ?? "";
    const failed = /<(failure|error)\b/.test(body) || /\bstatus="fail"/.test(attributes);
    const skipped = /<skipped\b/.test(body) || /\b(status="(notrun|disabled)"|result="skipped")/.test(attributes);
    return { name, result: failed ? "failed" : skipped ? "skipped" : "passed" };
  });
}

const [report, status, gtest] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
if (report === "-") {
  total[status === "0" ? "passed" : "failed"] += 1;
} else if (existsSync(report)) {
  for (const { name, result } of casesOf(readFileSync(report, "utf8"))) {
    const own = gtest && join(gtest, `${name}.xml`);
    const cases = own && existsSync(own) ? casesOf(readFileSync(own, "utf8")) : [{ result }];
    for (const one of cases) total[one.result] += 1;
    if (result === "failed" && !cases.some((one) => one.result === "failed")) total.failed += 1;
  }
}
if ((status !== "0" && total.failed === 0) || total.passed + total.failed + total.skipped === 0) total.failed += 1;
console.log(total.passed, total.failed, total.skipped);
