import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  base64url, concat, equal, fromBase64url, fromHex, fromUtf8, hex, lengthPrefixed, randomBelow, randomBytes, readU16,
  readU32, readU64, u16, u32, u64, u8, utf8, wipe,
} from "./bytes.ts";
import { blake2b, hmacSha512, kdf, sha256, sha512 } from "./kdf.ts";
import { errorOf, scripted } from "./test_support.ts";

const someBytes = fc.uint8Array({ maxLength: 100 });

describe("text forms", () => {
  test("base64url is RFC 4648 without padding, and Node's", () => {
    expect(["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => base64url(utf8(text)))).toEqual([
      "", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy",
    ]);
    fc.assert(fc.property(someBytes, (bytes) => base64url(bytes) === Buffer.from(bytes).toString("base64url")));
  });

  test("both come back", () => {
    fc.assert(
      fc.property(someBytes, (bytes) => equal(fromBase64url(base64url(bytes)), bytes) && equal(fromHex(hex(bytes)), bytes)),
    );
  });

  test("each byte string has one base64url", () => {
    for (const bad of ["Zg==", "Zh", "Zm9=", "Z", "Zm9v\n", "Zm+v", "Zm/v", "Zm 9v", "Zm9"]) {
      expect([bad, errorOf(() => fromBase64url(bad))]).toEqual([bad, "malformed"]);
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."AQgwZm9-_=+/ ") }), (text) => {
        if (errorOf(() => fromBase64url(text)) === "nothing") expect(base64url(fromBase64url(text))).toBe(text);
      }),
    );
  });

  test("hex and UTF-8 are strict", () => {
    for (const bad of ["0", "0g", "0x00", " 00"]) expect(errorOf(() => fromHex(bad))).toBe("malformed");
    expect(hex(fromHex("00fFaB"))).toBe("00ffab");
    expect(errorOf(() => fromUtf8(fromHex("c080")))).toBe("malformed");
    expect(errorOf(() => fromUtf8(fromHex("eda080")))).toBe("malformed");
    expect(fromUtf8(fromHex("efbbbf61"))).toBe("\ufeffa");
  });
});

describe("integers", () => {
  test("are big-endian", () => {
    expect(hex(concat(u8(255), u16(0x0102), u32(0x80000001), u64(0x1fffffffffffff)))).toBe(
      "ff0102800000010" + "01fffffffffffff",
    );
    expect(hex(lengthPrefixed(utf8("ab")))).toBe("00026162");
  });

  test("come back, and do not fit where they do not", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => readU64(u64(value), 0) === value && readU32(u32(value % 2 ** 32), 0) === value % 2 ** 32),
    );
    expect(readU16(u16(65535), 0)).toBe(65535);
    for (const make of [() => u8(256), () => u16(-1), () => u32(2 ** 32), () => u32(0.5), () => u64(2 ** 53)]) {
      expect(errorOf(make)).toBe("malformed");
    }
    expect(errorOf(() => readU32(new Uint8Array(3), 0))).toBe("malformed");
    expect(errorOf(() => readU64(new Uint8Array(8).fill(255), 0))).toBe("malformed");
  });
});

test("equal looks at every byte", () => {
  const bytes = randomBytes(40);
  expect(equal(bytes, bytes.slice())).toBe(true);
  expect(equal(bytes, bytes.slice(1))).toBe(false);
  for (let i = 0; i < bytes.length; i += 1) {
    const other = bytes.slice();
    other[i] = (other[i] as number) ^ 1;
    expect(equal(bytes, other)).toBe(false);
  }
});

test("wipe leaves zeros", () => {
  const secret = randomBytes(32);
  wipe(secret);
  expect(hex(secret)).toBe("00".repeat(32));
});

describe("randomness", () => {
  test("comes in any length and differs", () => {
    expect(randomBytes(200_000)).toHaveLength(200_000);
    expect(hex(randomBytes(16))).not.toBe(hex(randomBytes(16)));
    // The last piece of a long draw is filled as well.
    expect(randomBytes(65536 * 2 + 64).slice(-64).some((byte) => byte !== 0)).toBe(true);
  });

  test("randomBelow draws again where taking the rest would favour small values", () => {
    expect(randomBelow(10, scripted(u32(4294967295), u32(4294967290), u32(4294967289)))).toBe(9);
    expect(randomBelow(2 ** 32, scripted(u32(4294967295)))).toBe(4294967295);
  });
});

test("hashes: the standards' own examples", () => {
  expect(hex(sha256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hex(sha512(utf8("abc"))).slice(0, 32)).toBe("ddaf35a193617abacc417349ae204131");
  expect(hex(blake2b(utf8("abc"), 64)).slice(0, 32)).toBe("ba80a53f981c4d0d6a2797b69f12f6e9");
  // RFC 4231, test case 2
  const mac = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554";
  expect(hex(hmacSha512(utf8("Jefe"), utf8("what do ya want for nothing?"))).slice(0, 64)).toBe(mac);
  expect(hex(kdf(utf8("Jefe"), "what do ya want for nothing?", 16))).toBe(mac.slice(0, 32));
});
