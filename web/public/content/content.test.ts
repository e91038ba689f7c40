/** The format of content: what is right is read, what is wrong is named by file and field. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signs } from "../../../content/hidden_signs.json" with { type: "json" };
import { linkTarget, readContent } from "../site.ts";
import { Faults } from "./faults.ts";
import { hiddenSigns } from "./hidden.ts";
import { englishPieces, plainBlocks, readFrontMatter, renderMarkdown, type Target } from "./markdown.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "content-"));
  cpSync(join(import.meta.dirname, "../fixtures/content"), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function change(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, file), changed);
}

const kLabels = { danger: "Take care", step: "Step", say: "Say", call: "Call", note: "Note" };

function render(text: string): { html: string; faults: readonly string[]; headings: readonly string[] } {
  const faults = new Faults();
  const resolve = (kind: string, slug: string): Target | null => (["known", "find"].includes(slug) ? { address: `/en/${kind}/`, ...(kind === "service" && { number: "07700 900123" }), ...(slug === "find" && { site: "example.org/us" }) } : null);
  const { html, headings } = renderMarkdown(faults, "x/en.md", { fields: {}, body: text, firstLine: 0 }, resolve, kLabels);
  return { html, faults: faults.lines, headings: headings.map(({ text: each }) => each) };
}

describe("content", () => {
  it("is read whole", () => {
    const { resources, directory, sheets } = readContent(folder);
    expect(resources.map(({ slug, kind, id }) => [slug, kind, id])).toEqual([["one", "guide", "a1a"], ["two", "card", "b2b"]]);
    expect(Object.keys(resources[1]?.versions ?? {})).toEqual(["en", "ro"]);
    expect(resources[1]?.versions.ro?.isStale).toBe(false);
    const [service] = directory.services;
    expect(service?.hours?.slots).toEqual([
      { days: [1, 2, 3, 4], from: "09:30", to: "15:30", since: undefined, until: undefined },
      { days: [5], from: "09:30", to: "12:00", since: undefined, until: undefined },
    ]);
    expect(service?.terms).toEqual({ need: ["talk"], group: ["everyone"], language: ["en"], stance: ["charity"] });
    expect(sheets[0]?.groups[0]?.items[0]?.text["zh-Hans"]).toBe("我疼");
  });

  it("knows a translation whose English has changed since", () => {
    change("resources/two/en.md", "Another thing.", "Another thing altogether.");
    expect(readContent(folder).resources[1]?.versions.ro?.isStale).toBe(true);
  });

  it.each<[string, string, string | RegExp, string, string]>([
    ["an unknown kind", "resources/one/resource.json", '"guide"', '"novel"', "resources/one/resource.json: kind: is none of"],
    ["a field that nobody knows", "resources/one/resource.json", '"owner"', '"onwer"', "resources/one/resource.json: onwer: is not known"],
    ["a missing field", "resources/one/resource.json", /"review_due": "[^"]*", /, "", "resources/one/resource.json: review_due: is missing"],
    ["an id of another resource", "resources/two/resource.json", "b2b", "a1a", "resources/two/resource.json: id: a1a is already taken by one"],
    ["an id of the wrong form", "resources/two/resource.json", "b2b", "B2", "resources/two/resource.json: id: is not of the form"],
    ["a title that is too long", "resources/one/en.md", "A first guide", "A".repeat(61), "resources/one/en.md: title: has 61 characters, 60 at most"],
    ["a translation that says from what not", "resources/two/ro.md", /based_on: .*\n/, "", "resources/two/ro.md: based_on: is missing"],
    ["a title of the tab that tells what is read", "resources/one/en.md", "tab: Guide", "tab: Guide: demands", "resources/one/en.md: tab: is not of the form"],
    ["front matter that is none", "resources/one/en.md", "tab: Guide", "tab Guide", "resources/one/en.md: line 3: is not key: value"],
    ["an area that does not exist", "directory/services/example-line.json", '"x_bill"', '"x_force_areas": ["atlantis"], "x_bill"', "directory/services/example-line.json: x_force_areas: no such area: atlantis"],
    ["a postcode that is none", "directory/areas.json", '"towns"', '"postcode_areas": ["CT", "b1"], "towns"', "directory/areas.json: areas[0].postcode_areas: neither letters nor districts of a postcode: b1"],
    ["a time that is none", "directory/services/example-line.json", '"15:30"', '"25:30"', "directory/services/example-line.json: schedules[0].closes_at: is not of the form"],
    ["a term of another list", "directory/services/example-line.json", "11111111-1111-4111-8111-111111111112", "21111111-1111-4111-8111-111111111112", "directory/services/example-line.json: attributes[0].taxonomy_term_id: no such term of need"],
    ["a missing source", "directory/services/example-line.json", /"x_source": \{[^}]*\}, /, "", "directory/services/example-line.json: x_source: is missing"],
    ["a row of a sheet that one language lacks", "sheets/example.json", ', "zh-Hans": "我疼"', "", "sheets/example.json: groups[0].items[0].text.zh-Hans: is missing"],
    ["a sign that nobody sees in a service", "directory/services/example-line.json", '"x_bill"', '"alert": "Closed\u202e", "x_bill"', "directory/services/example-line.json: alert: has a sign that nobody can see: U+202E"],
    ["a sign that nobody sees in a name of a field", "sheets/example.json", '"for"', '"fo\u200br"', "sheets/example.json: a name: has a sign that nobody can see: U+200B"],
    ["a sign that nobody sees in a text", "resources/two/ro.md", "title: ", "title: \u00ad", "resources/two/ro.md: line 2: has a sign that nobody can see: U+00AD"],
    ["a sign that nobody sees in a source", "resources/one/resource.json", '"owner": "', '"owner": "\ufeff', "resources/one/resource.json: owner: has a sign that nobody can see: U+FEFF"],
    ["what is no JSON", "sheets/example.json", "{", "", "sheets/example.json: file: "],
  ])("names %s by file and field", (_, file, from, to, expected) => {
    change(file, from, to);
    expect(() => readContent(folder)).toThrow(expected);
  });

  it("lets through what can be seen, and names what cannot: the same signs as the server's directory", () => {
    expect(hiddenSigns("São Paulo – ș “așa” ‘da’ 您好，再见。 10\u00a0£ … €5\nre\u0301sume\u0301 1")).toBe("");
    const listed = signs.flatMap(({ first, last }) => [Number.parseInt(first, 16), Number.parseInt(last, 16)]);
    for (const sign of listed) expect(hiddenSigns(`0800${String.fromCodePoint(sign)} 123`)).toBe(`U+${sign.toString(16).toUpperCase().padStart(4, "0")}`);
    for (const [index, sign] of listed.entries()) {
      const beside = index % 2 === 0 ? sign - 1 : sign + 1;
      if (beside >= 0 && !listed.includes(beside)) expect([beside, hiddenSigns(String.fromCodePoint(beside))]).toEqual([beside, ""]);
    }
  });

  it("has every sign on its list that Unicode calls so", () => {
    const called = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
    const all = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
    expect(all.filter((sign) => sign !== "\n" && called.test(sign) && hiddenSigns(sign) === "")).toEqual([]);
  });

  it("takes no file from elsewhere for sound or its captions", () => {
    change("resources/one/resource.json", '"guide"', '"audio"');
    change("resources/one/en.md", "status: draft", "status: draft\nmedia: ../x.mp3\ncaptions: ../resource.json");
    expect(() => readContent(folder)).toThrow(/en\.md: media: is not of the form.*\n.*en\.md: captions: is not of the form/);
  });

  it("reads a service of which little is known, as the server's own reader does", () => {
    const file = "directory/services/example-line.json";
    const service = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, unknown>;
    const kept = Object.fromEntries(["id", "organization_id", "name", "description", "status", "x_page", "x_source"].map((key) => [key, service[key]]));
    writeFileSync(join(folder, file), JSON.stringify({ ...kept, service_areas: [{ name: "Harbourshire" }, { description: "nameless" }], schedules: [{ freq: "MONTHLY", byday: "2MO" }] }));
    expect(readContent(folder).directory.services[0]).toMatchObject({
      slug: "example-line", eligibility: null, application: null, hours: null, assured: null, bill: "unknown", phones: [],
      nations: ["england", "wales", "scotland", "northern_ireland"], places: ["Harbourshire"],
    });
  });

  it("names whoever runs the site, from an operator's own file if there is one, and how to reach them", () => {
    const own = join(folder, "own");
    const operator = { name: "Harbour Trust", email: "desk@example.org", paid_by: { en: "Members.", ro: "Membrii." }, workers: { en: "They decide." }, machines: { en: "Our own." } };
    const write = (value: object): void => {
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, "site.json"), JSON.stringify({ _about: "x", operator: value }));
    };
    expect(readContent(folder).operator).toBe(null);
    write(operator);
    expect([readContent(folder).operator, readContent(folder, own).operator?.paidBy.ro, readContent(folder, own).directory.services.length]).toEqual([null, "Membrii.", 1]);
    for (const [change, fault] of [
      [{ email: undefined }, "site.json: operator.email: neither e-mail, phone nor post: nobody could be reached"], [{ name: " " }, "site.json: operator.name: is no text"],
      [{ paid_by: { ro: "Membrii." } }, "site.json: operator.paid_by.en: is missing"], [{ phone: "ask" }, "site.json: operator.phone: is not of the form"],
      [{ website: "http://example.org" }, "site.json: operator.website: is not of the form"], [{ mail: "x" }, "site.json: operator.mail: is not known"],
    ] as const) {
      write({ ...operator, ...change });
      expect(() => readContent(folder, own)).toThrow(fault);
    }
  });

  it("names every fault at once", () => {
    change("resources/one/resource.json", '"guide"', '"novel"');
    change("sheets/example.json", '"health"', '"weather"');
    expect(() => readContent(folder)).toThrow(/has 2 faults:\n.*\n.*sheets\/example\.json: for: is none of/);
  });

  it("leaves out what is withdrawn or closed for good", () => {
    change("resources/one/en.md", "status: draft", "status: withdrawn");
    change("directory/services/example-line.json", '"active"', '"defunct"');
    const { resources, directory } = readContent(folder);
    expect([resources.map(({ slug }) => slug), directory.services]).toEqual([["two"], []]);
  });
});

describe("texts", () => {
  it("of a translation say what is English, where they quote the text that they were made from", () => {
    const pieces = (text: string): (string | { en: string })[] => englishPieces(text, "“How are you?” “Is there a place to go?” Act 2003. A name. Help")
      .map(({ text: words, isEnglish }) => (isEnglish ? { en: words } : words));
    expect(pieces("Spuneți: “How are you?” (Ce mai faceți?) Apoi “Is there a place to go?”")).toEqual(["Spuneți: ", { en: "“How are you?”" }, " (Ce mai faceți?) Apoi ", { en: "“Is there a place to go?”" }]);
    expect(pieces("可以说：“How are you?”（您好吗？）")).toEqual(["可以说：", { en: "“How are you?”" }, "（您好吗？）"]);
    expect(pieces("Legea Act 2003 nu este o frază. Help. “Altceva here”")).toEqual(["Legea Act 2003 nu este o frază. Help. “Altceva here”"]);
    const [html, plain] = ["Help.", undefined].map((english) => renderMarkdown(new Faults(), "a", { fields: {}, firstLine: 0, body: "“Help me & go” <b>" }, () => null, { danger: "", step: "", say: "", call: "", note: "" }, undefined, english && "Help me & go").html);
    expect([html, plain]).toEqual(["<p><span lang=\"en\">“Help me &amp; go”</span> &lt;b&gt;</p>\n", "<p>“Help me &amp; go” &lt;b&gt;</p>\n"]);
  });

  it("become HTML, with call-outs that say what they are and tables in a box of their own", () => {
    const { html, faults, headings } = render("## One\n\nText **strong** [x](resource:known)\n\n:::danger\nMind it.\n:::\n\n| A | B |\n|---|---|\n| 1 | 2 |");
    expect(faults).toEqual([]);
    expect(headings).toEqual(["One"]);
    expect(html).toContain('<h2 id="p1">One</h2>');
    expect(html).toContain('<a href="/en/resource/">x</a>');
    expect(html).toContain('<div class="callout danger"><p class="callout-label">Take care</p>');
    expect(html).toContain('<div class="table" role="region" tabindex="0" aria-labelledby="p1"><table role="table">\n<thead role="rowgroup">\n<tr role="row">');
    expect(html).toContain('<th role="columnheader" scope="col">A</th>');
    expect(html).toContain('<tbody role="rowgroup">\n<tr role="row">\n<td role="cell" data-column="A">1</td>\n<td role="cell" data-column="B">2</td>');
    const many = render("## One\n\n| | B | C |\n|---|---|---|\n| 1 | 2 | 3 |").html;
    expect(many).toContain('<div class="table many" role="region"');
    expect(many).toContain('<th role="rowheader" scope="row">1</th>\n<td role="cell" data-column="B">2</td>');
  });

  it("lead to pages that no text is behind, by their names alone", () => {
    const content = readContent(folder);
    const to = (name: string): string | null => linkTarget(content, "page", name);
    expect([to("find"), to("help"), to("contacts"), to("leave"), to("../api")]).toEqual(["f/", "h/", "w/loc/", null, null]);
    expect(render("[x](page:known) [y](page:nowhere)")).toMatchObject({ html: '<p><a href="/en/page/">x</a> <a href="page:nowhere">y</a></p>\n', faults: ["x/en.md: link: leads nowhere: page:nowhere"] });
  });

  it("has the number of a service beside its name for paper, once, or its site", () => {
    expect(render("Ask [a line](service:known).").html).toBe('<p>Ask <a href="/en/service/" data-number="07700 900123">a line</a>.</p>\n');
    expect(render("Look [there](page:find).").html).toBe('<p>Look <a href="/en/page/" data-site="example.org/us">there</a>.</p>\n');
    expect(render("Look [there](page:find), example.org/us.").html).toBe('<p>Look <a href="/en/page/">there</a>, example.org/us.</p>\n');
    expect(render("Ask [a line](service:known), 07700 900123.").html).toBe('<p>Ask <a href="/en/service/">a line</a>, 07700\u00a0900123.</p>\n');
  });

  it("label call-outs in the page's language, also where the text is in another", () => {
    const { html } = renderMarkdown(new Faults(), "x/en.md", { fields: {}, body: ":::say\nHello\n:::", firstLine: 0 }, () => null, kLabels, "ro");
    expect(html).toContain('<p class="callout-label" lang="ro">Say</p>');
  });

  it("never let HTML through", () => {
    const { html, faults } = render("Text <b onclick=x>bold</b>\n\n<script>alert(1)</script>");
    expect(html).not.toMatch(/<b|<script/);
    expect(faults).toEqual(["x/en.md: line 1: HTML is not let through", "x/en.md: line 3: HTML is not let through"]);
  });

  it.each([
    ["# Too high", "line 1: headings are ## or ###"], ["### First", "line 1: ### without ## before it"], ["![picture](x.png)", "line 1: not in the format: image"],
    ["    code", "line 1: not in the format: code_block"], ["*leaning*", "line 1: not in the format: em"], ["---", "line 1: not in the format: hr"],
    [":::shout\nx\n:::", "line 1: no such call-out: shout"], ["[x](resource:nowhere)", "link: leads nowhere: resource:nowhere"],
    ["[x](http://example.org)", "link: leads nowhere: http://example.org"], ["[x](tel:abc)", "link: leads nowhere: tel:abc"], ["[x](/a/)", "link: leads nowhere: /a/"],
  ])("refuse %s", (text, expected) => {
    expect(render(text).faults.join("\n")).toContain(expected);
  });

  it("are words for whoever counts them", () => {
    expect(plainBlocks("## One\n\nText **strong**\nhere.\n\n- [link](tel:999) it")).toEqual(["One", "Text strong here.", "link it"]);
  });

  it("begin with front matter", () => {
    const faults = new Faults();
    expect(readFrontMatter(faults, "f", "---\ntitle: A: b\n---\nText")).toEqual({ fields: { title: "A: b" }, body: "Text", firstLine: 3 });
    readFrontMatter(faults, "f", "Text");
    readFrontMatter(faults, "f", "---\ntitle: a\ntitle: b\n---\n");
    expect(faults.lines).toEqual(["f: line 1: the file does not begin with front matter between two lines ---", "f: title: stands twice"]);
  });
});
