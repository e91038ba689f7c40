import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { type IdentifierInput, type Platform, normaliserVersion, normaliseIdentifier, platforms, tokenValue } from "./identifier.ts";

interface Row {
  readonly type: IdentifierInput["kind"];
  readonly region?: string | null;
  readonly platform?: Platform;
  readonly input: string;
  readonly token?: string;
  readonly error?: string;
}

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), "utf8"));
const { rows } = vectors("identifiers.json") as { rows: Row[] };

function inputOf(row: Row, text: string): IdentifierInput {
  switch (row.type) {
    case "phone":
      return { kind: "phone", text, region: row.region ?? null };
    case "email":
      return { kind: "email", text };
    case "plate":
      return { kind: "plate", text, region: row.region ?? "" };
    case "handle":
      return { kind: "handle", text, platform: row.platform as Platform };
  }
}

describe("the table", () => {
  test("is long enough and each row once", () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
  });

  test.each(rows)("$type $region $platform $input", (row) => {
    const result = normaliseIdentifier(inputOf(row, row.input));
    expect(result.ok ? { token: result.token } : { error: result.error }).toEqual(
      row.token === undefined ? { error: row.error } : { token: row.token },
    );
  });

  test("tokens are normalised to themselves", () => {
    for (const row of rows) {
      if (row.token === undefined) continue;
      expect(normaliseIdentifier(inputOf(row, tokenValue(row.token)))).toMatchObject({ ok: true, token: row.token });
    }
  });

  test("what is read back is normalised to the same number", () => {
    for (const row of rows) {
      const result = normaliseIdentifier(inputOf(row, row.input));
      if (!result.ok || row.type !== "phone") continue;
      expect(normaliseIdentifier(inputOf(row, result.display))).toMatchObject({ token: row.token });
    }
  });
});

test("the C++ normaliser's table gives the same", () => {
  interface Values {
    readonly identifiers: Record<"phones" | "emails", { region?: string; input: string; value: string | null }[]>;
  }
  const { phones, emails } = (vectors("check_protocol.json") as Values).identifiers;
  for (const { input, value, region } of [...phones, ...emails]) {
    const result = normaliseIdentifier(
      region === undefined ? { kind: "email", text: input } : { kind: "phone", text: input, region },
    );
    expect({ input, value: result.ok ? tokenValue(result.token) : null }).toEqual({ input, value });
  }
});

test("a number that is possible but unknown is allowed with a doubt", () => {
  expect(normaliseIdentifier({ kind: "phone", text: "07700 900123", region: "GB" })).toMatchObject({ unusual: true });
  expect(normaliseIdentifier({ kind: "phone", text: "020 7946 0123", region: "GB" })).toMatchObject({
    unusual: false,
    display: "+44 20 7946 0123",
  });
});

test("the version names the pinned library", () => {
  expect(normaliserVersion).toContain(`libphonenumber-js-${packageJson.dependencies["libphonenumber-js"]}-min`);
});

test("whatever is typed, nothing is thrown and a token is normalised to itself", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(..."+0123456789 ()-.#/") }),
    fc.string({ unit: fc.constantFrom(..."aAöÖ.+@-_İßﬁexample.org") }).map((text) => `${text}@example.org`),
  );
  const inputs = fc.oneof(
    fc.record({ kind: fc.constant("phone" as const), text: anything, region: fc.constantFrom("GB", "MX", "AR", "IT", null) }),
    fc.record({ kind: fc.constant("email" as const), text: anything }),
    fc.record({ kind: fc.constant("plate" as const), text: anything, region: fc.constant("GB") }),
    fc.record({ kind: fc.constant("handle" as const), text: anything, platform: fc.constantFrom(...platforms) }),
  );
  fc.assert(
    fc.property(inputs, (input) => {
      const result = normaliseIdentifier(input);
      if (!result.ok) return;
      expect(result.token.length).toBeLessThan(400);
      const again = normaliseIdentifier({ ...input, text: tokenValue(result.token) });
      expect(again).toMatchObject({ ok: true, token: result.token });
    }),
    { numRuns: 3000, seed: 1 },
  );
});
