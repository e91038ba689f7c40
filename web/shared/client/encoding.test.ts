import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import { DecodeError, decodeWith, EncodeError, encodeWith, type Reader, type Writer } from "./encoding.ts";

const decodeHex = <T>(text: string, read: (r: Reader) => T): T => decodeWith(fromHex(text), read);

function fieldOf(run: () => unknown, kind: typeof DecodeError | typeof EncodeError): string {
  try {
    run();
  } catch (error) {
    if (error instanceof kind) return error.field;
    throw error;
  }
  throw new Error("was accepted");
}

test("every type by hand", () => {
  const encoding = encodeWith((w) => {
    w.label("ab/1");
    w.u8(0x01);
    w.u16(0x0203);
    w.u32(0x84050607);
    w.u53(0x1fffffffffffff);
    w.boolean(true);
    w.fixed(fromHex("0809"), 2);
    w.bytes(fromHex("0a0b0c"), 3);
    w.text("é", 2);
    w.list([13, 14], 2, (item) => w.u16(item));
    w.optional<number>(15, (some) => w.u8(some));
    w.optional<number>(null, (some) => w.u8(some));
  });
  expect(hex(encoding)).toBe(
    ["000461622f31", "01", "0203", "84050607", "001fffffffffffff", "01", "0809", "000000030a0b0c", "00000002c3a9"].join("") +
      ["00000002000d000e", "010f", "00"].join(""),
  );
  const read = decodeWith(encoding, (r) => {
    r.label("ab/1");
    return [
      [r.u8(), r.u16(), r.u32(), r.u53(), r.boolean(), hex(r.fixed(2)), hex(r.bytes(3)), r.text(2)],
      [r.list(2, 2, () => r.u16()), r.optional(() => r.u8()), r.optional(() => r.u8())],
    ];
  });
  expect(read).toEqual([
    [0x01, 0x0203, 0x84050607, 0x1fffffffffffff, true, "0809", "0a0b0c", "é"],
    [[13, 14], 15, null],
  ]);
});

describe("decoding refuses what is not canonical", () => {
  const cases: [string, (r: Reader) => unknown, string[], string[]][] = [
    ["booleans", (r) => r.boolean(), ["00", "01"], ["", "02", "ff", "0100"]],
    [
      "u53",
      (r) => r.u53(),
      ["001fffffffffffff"],
      ["0020000000000000", "0020000000000001", "ffffffffffffffff", "00000000000000"],
    ],
    ["bytes", (r) => r.bytes(2), ["00000000", "000000020102"], ["00000003010203", "0000000201", "ffffffff", "000000010102"]],
    [
      "texts",
      (r) => r.text(4),
      ["00000000", "00000003efbbbf", "00000004f09f9880"],
      ["0000000100", "00000002c080", "00000003eda080", "00000004f4908080", "0000000180", "000000056162636465"],
    ],
    ["labels", (r) => r.label("a/1"), ["0003612f31"], ["0003612f32", "0002612f", "0004612f3131", "00"]],
    ["optionals", (r) => r.optional(() => r.u8()), ["00", "0105"], ["0005", "01", "02", "0205"]],
    ["lists", (r) => r.list(2, 1, () => r.u8()), ["00000000", "000000020102"], ["00000003010203", "0000000201"]],
  ];
  test.each(cases)("%s", (_, read, good, bad) => {
    for (const text of good) decodeHex(text, read);
    for (const text of bad) expect(() => decodeHex(text, read), text).toThrow(DecodeError);
  });
});

test("a count that cannot follow is refused before any item is read", () => {
  let reads = 0;
  const read = (r: Reader) =>
    r.list(0xffffff, 4, () => {
      reads += 1;
      return r.u32();
    });
  expect(() => decodeHex("00ffffff0000000100000002", read)).toThrow(DecodeError);
  expect(reads).toBe(0);
});

test("encoding refuses values without an encoding", () => {
  const cases: ((w: Writer) => void)[] = [
    (w) => w.u8(256),
    (w) => w.u8(-1),
    (w) => w.u16(1.5),
    (w) => w.u32(2 ** 32),
    (w) => w.u53(2 ** 53),
    (w) => w.u53(Number.NaN),
    (w) => w.fixed(fromHex("01"), 2),
    (w) => w.bytes(fromHex("0102"), 1),
    (w) => w.text("éé", 3),
    (w) => w.text("a\0b", 9),
    (w) => w.text("\ud800", 9),
    (w) => w.list([1, 2], 1, (item) => w.u8(item)),
  ];
  for (const write of cases) expect(() => encodeWith(write), write.toString()).toThrow(EncodeError);
});

test("errors name their field", () => {
  const write = (w: Writer) => w.field("outer", () => w.field("numbers", () => w.list([1, 256], 9, (item) => w.u8(item))));
  expect(fieldOf(() => encodeWith(write), EncodeError)).toBe("outer.numbers.1");
  const read = (r: Reader) => r.field("outer", () => r.field("flags", () => r.list(9, 1, () => r.boolean())));
  expect(fieldOf(() => decodeHex("000000020002", read), DecodeError)).toBe("outer.flags.1");
  expect(fieldOf(() => decodeHex("0000000000", read), DecodeError)).toBe("");
});

test("what is written is read back", () => {
  const text = fc.string({ unit: "binary" }).filter((one) => !one.includes("\0"));
  fc.assert(
    fc.property(fc.array(text), fc.option(fc.maxSafeNat()), (texts, number) => {
      const encoding = encodeWith((w) => {
        w.list(texts, 1000, (item) => w.text(item, 10_000));
        w.optional(number, (some) => w.u53(some));
      });
      const read = decodeWith(encoding, (r) => [r.list(1000, 4, () => r.text(10_000)), r.optional(() => r.u53())]);
      expect(read).toEqual([texts, number]);
    }),
  );
});
