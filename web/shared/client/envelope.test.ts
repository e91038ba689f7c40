import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { type Bytes, concat, equal, fromHex, hex, randomBytes, u32, u8, utf8 } from "./bytes.ts";
import {
  longestPlaintext, open, openBody, openKept, openSmall, seal, sealAndKeep, sealBody, sealSmall, sealingKey, unwrapKey, wrapKey,
  wrapRecipient, wrapSize,
} from "./envelope.ts";
import { blake2b, sha256 } from "./kdf.ts";
import { errorOf, flipped, scripted, vectors } from "./test_support.ts";

interface XWingVector {
  readonly seed: string;
  readonly eseed: string;
  readonly ss: string;
  readonly sk: string;
  readonly pk: string;
  readonly ct: string;
}
const xwing = vectors<{ vectors: XWingVector[] }>("xwing.json").vectors;

const own = sealingKey(randomBytes(32));
const other = sealingKey(randomBytes(32));
const key = randomBytes(32);
const aad = utf8("report 1, section 2");
const elsewhere = utf8("report 2, section 1");

describe("X-Wing known answers", () => {
  test("there are three", () => expect(xwing).toHaveLength(3));

  test.each(xwing)("seed $seed", (vector) => {
    const pair = sealingKey(fromHex(vector.sk));
    expect(hex(pair.publicKey)).toBe(vector.pk);
    const sent = ml_kem768_x25519.encapsulate(pair.publicKey, fromHex(vector.eseed));
    expect([hex(sent.cipherText), hex(sent.sharedSecret)]).toEqual([vector.ct, vector.ss]);
    expect(hex(ml_kem768_x25519.decapsulate(fromHex(vector.ct), pair.seed))).toBe(vector.ss);
  });

  test.each(xwing)("a wrap under them is laid out as documented", (vector) => {
    const pair = sealingKey(fromHex(vector.sk));
    const nonce = randomBytes(24);
    const wrap = wrapKey(pair.publicKey, key, aad, scripted(fromHex(vector.eseed), nonce));
    const ct = fromHex(vector.ct);
    const head = concat(u8(2), sha256(pair.publicKey), ct, nonce);
    expect(hex(wrap.subarray(0, head.length))).toBe(hex(head));
    const wrappingKey = blake2b(
      concat(utf8("parasol/seal/v1"), sha256(ct), sha256(pair.publicKey), aad),
      32,
      fromHex(vector.ss),
    );
    expect(hex(wrap.subarray(head.length - 24))).toBe(hex(sealSmall(wrappingKey, key, aad, scripted(nonce))));
    expect(hex(unwrapKey(pair, wrap, aad))).toBe(hex(key));
  });
});

describe("wraps", () => {
  const wrap = wrapKey(own.publicKey, key, aad);

  test("have one size, name their recipient and open", () => {
    expect(wrap).toHaveLength(1225);
    expect(wrapSize).toBe(1225);
    expect(hex(wrapRecipient(wrap))).toBe(hex(sha256(own.publicKey)));
    expect(hex(unwrapKey(own, wrap, aad))).toBe(hex(key));
    expect(hex(wrapKey(own.publicKey, key, aad))).not.toBe(hex(wrap));
  });

  test("open for nobody else, nowhere else and not changed", () => {
    expect(errorOf(() => unwrapKey(other, wrap, aad))).toBe("recipient");
    expect(errorOf(() => unwrapKey(own, wrap, elsewhere))).toBe("sealed");
    expect(errorOf(() => unwrapKey(own, wrap.subarray(1), aad))).toBe("malformed");
    expect(errorOf(() => unwrapKey(own, concat(wrap, u8(0)), aad))).toBe("malformed");
    for (let bit = 0; bit < wrap.length * 8; bit += 97) {
      const expected = bit < 8 ? "malformed" : bit < 33 * 8 ? "recipient" : "sealed";
      expect([bit, errorOf(() => unwrapKey(own, flipped(wrap, bit), aad))]).toEqual([bit, expected]);
    }
  });

  test("a wrap relabelled to another recipient does not open", () => {
    const relabelled = concat(wrap.subarray(0, 1), sha256(other.publicKey), wrap.subarray(33));
    expect(errorOf(() => unwrapKey(other, relabelled, aad))).toBe("sealed");
  });

  test("sizes are checked before anything is sealed", () => {
    expect(errorOf(() => wrapKey(own.publicKey.subarray(1), key, aad))).toBe("malformed");
    expect(errorOf(() => wrapKey(own.publicKey, key.subarray(1), aad))).toBe("malformed");
    expect(errorOf(() => wrapKey(new Uint8Array(1216).fill(255), key, aad))).toBe("malformed");
    expect(errorOf(() => sealBody(key.subarray(1), key, aad))).toBe("malformed");
  });
});

/** The bytes of a body with its sealed chunks in another order or number. */
function rechunked(body: Uint8Array, order: readonly number[]): Bytes {
  const chunk = (i: number) => body.subarray(20 + i * 16400, 20 + (i + 1) * 16400);
  return concat(body.subarray(0, 20), ...order.map(chunk));
}

describe("bodies", () => {
  const sizes: readonly (readonly [number, number])[] = [
    [0, 4096],
    [4092, 4096],
    [4093, 8192],
    [16380, 16384],
    [16381, 32768],
    [65532, 65536],
    [65533, 131072],
  ];

  test.each(sizes)("%i bytes are padded to %i and come back", (length, padded) => {
    const plain = randomBytes(length);
    const body = sealBody(key, plain, aad);
    expect(body).toHaveLength(20 + padded + 16 * Math.ceil(padded / 16384));
    expect(equal(openBody(key, body, aad), plain)).toBe(true);
  });

  test("the longest fits and one byte more does not", () => {
    const plain = new Uint8Array(longestPlaintext).fill(7);
    expect(equal(openBody(key, sealBody(key, plain, aad), aad), plain)).toBe(true);
    expect(errorOf(() => sealBody(key, new Uint8Array(longestPlaintext + 1), aad))).toBe("malformed");
  });

  // 131,072 padded bytes: eight chunks.
  const body = sealBody(key, randomBytes(70_000), aad);
  const order = [0, 1, 2, 3, 4, 5, 6, 7];

  test("another key or place does not open", () => {
    expect(errorOf(() => openBody(randomBytes(32), body, aad))).toBe("sealed");
    expect(errorOf(() => openBody(key, body, elsewhere))).toBe("sealed");
  });

  test("chunks reordered, doubled or of another body do not open", () => {
    expect(equal(rechunked(body, order), body)).toBe(true);
    expect(errorOf(() => openBody(key, rechunked(body, [1, 0, 2, 3, 4, 5, 6, 7]), aad))).toBe("sealed");
    expect(errorOf(() => openBody(key, rechunked(body, [0, 1, 2, 3, 4, 5, 7, 6]), aad))).toBe("sealed");
    expect(errorOf(() => openBody(key, rechunked(body, [0, 0, 2, 3, 4, 5, 6, 7]), aad))).toBe("sealed");
    const second = sealBody(key, randomBytes(70_000), aad);
    expect(errorOf(() => openBody(key, concat(body.subarray(0, 16420), second.subarray(16420)), aad))).toBe("sealed");
  });

  test("truncated: the end is noticed even where the size is one a body can have", () => {
    for (const chunks of [4, 2, 1]) {
      expect(errorOf(() => openBody(key, rechunked(body, order.slice(0, chunks)), aad))).toBe("sealed");
    }
    expect(errorOf(() => openBody(key, rechunked(body, order.slice(0, 7)), aad))).toBe("malformed");
    expect(errorOf(() => openBody(key, body.subarray(0, body.length - 1), aad))).toBe("malformed");
    expect(errorOf(() => openBody(key, new Uint8Array(0), aad))).toBe("malformed");
  });

  test("prolonged: what was final can't be followed", () => {
    const short = sealBody(key, randomBytes(16380), aad);
    expect(errorOf(() => openBody(key, concat(short, body.subarray(20, 16420)), aad))).toBe("sealed");
  });

  test("any turned bit is noticed", () => {
    for (let bit = 0; bit < body.length * 8; bit += 50_021) {
      expect(errorOf(() => openBody(key, flipped(body, bit), aad))).toBe(bit < 8 ? "malformed" : "sealed");
    }
    for (let bit = 8; bit < 20 * 8; bit += 7) expect(errorOf(() => openBody(key, flipped(body, bit), aad))).toBe("sealed");
  });

  test("padding that is not as it should be is refused", () => {
    const seal4096 = (padded: Uint8Array) => {
      // One final chunk: the 24-byte nonce is the prefix, counter 0 and the final flag.
      const prefix = randomBytes(19);
      const sealed = sealSmall(key, padded, aad, scripted(concat(prefix, u32(0), u8(1))));
      return concat(u8(2), prefix, sealed.subarray(24));
    };
    const padded = new Uint8Array(4096);
    padded.set(concat(u32(3), utf8("abc")));
    expect(hex(openBody(key, seal4096(padded), aad))).toBe(hex(utf8("abc")));
    const stray = padded.slice();
    stray[4095] = 1;
    const long = padded.slice();
    long.set(u32(4093));
    const huge = padded.slice();
    huge.set(u32(0xffffffff));
    for (const bad of [stray, long, huge]) expect(errorOf(() => openBody(key, seal4096(bad), aad))).toBe("sealed");
    const roomy = new Uint8Array(8192);
    roomy.set(concat(u32(3), utf8("abc")));
    expect(errorOf(() => openBody(key, seal4096(roomy), aad))).toBe("sealed");
  });
});

test("messages and small values come back, and only in their place", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6000 }), fc.uint8Array({ maxLength: 50 }), (plain, context) => {
      const message = seal(own.publicKey, plain, context);
      expect(equal(open(own, message, context), plain)).toBe(true);
      expect(errorOf(() => open(own, message, concat(context, u8(0))))).toBe("sealed");
      expect(errorOf(() => open(other, message, context))).toBe("recipient");
      const small = sealSmall(key, plain, context);
      expect(small).toHaveLength(24 + plain.length + 16);
      expect(equal(openSmall(key, small, context), plain)).toBe(true);
      expect(errorOf(() => openSmall(key, small, concat(context, u8(0))))).toBe("sealed");
      expect(errorOf(() => openSmall(key, flipped(small, (plain.length * 31) % (small.length * 8)), context))).toBe("sealed");
    }),
    { numRuns: 30, seed: 1 },
  );
  expect(errorOf(() => open(own, new Uint8Array(1224), aad))).toBe("malformed");
  expect(errorOf(() => open(own, seal(own.publicKey, key, aad).subarray(0, 1225), aad))).toBe("malformed");
  expect(errorOf(() => openSmall(key, new Uint8Array(39), aad))).toBe("malformed");
});

// Break: a key that does not follow from the prefix, or not from `own`.
test("a message that its writer keeps opens for both, and for nobody else", () => {
  const [mine, theirs] = [randomBytes(32), randomBytes(32)];
  const plain = utf8("what was said");
  const messages = [sealAndKeep(own.publicKey, mine, plain, aad), sealAndKeep(own.publicKey, mine, plain, aad)] as const;
  for (const message of messages) {
    expect(equal(open(own, message, aad), plain)).toBe(true);
    expect(equal(openKept(mine, message, aad), plain)).toBe(true);
    expect(errorOf(() => openKept(theirs, message, aad))).toBe("sealed");
    expect(errorOf(() => openKept(mine, message, elsewhere))).toBe("sealed");
    expect(errorOf(() => openKept(mine, message.slice(0, wrapSize), aad))).toBe("malformed");
  }
  // Each has a key of its own: the team's wrap of one opens no other.
  const keys = messages.map((message) => unwrapKey(own, message.subarray(0, wrapSize), aad));
  expect(equal(keys[0] as Bytes, keys[1] as Bytes)).toBe(false);
});

test("a body's wrap can't be moved to another body's place", () => {
  const wraps = [aad, elsewhere].map((place) => wrapKey(own.publicKey, key, place));
  expect(errorOf(() => unwrapKey(own, wraps[0] as Bytes, elsewhere))).toBe("sealed");
  expect(errorOf(() => unwrapKey(own, wraps[1] as Bytes, aad))).toBe("sealed");
});

describe("libsodium, the second implementation", () => {
  beforeAll(() => sodium.ready);

  test("opens what sealSmall and sealBody made", () => {
    const small = sealSmall(key, utf8("abc"), aad);
    const decrypt = (sealed: Uint8Array, nonce: Uint8Array) =>
      sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, aad, nonce, key);
    expect(hex(decrypt(small.slice(24), small.slice(0, 24)))).toBe(hex(utf8("abc")));
    const body = sealBody(key, utf8("abc"), aad);
    const chunk = decrypt(body.slice(20), concat(body.subarray(1, 20), u32(0), u8(1)));
    expect(hex(chunk.slice(0, 7))).toBe("00000003616263");
  });

  test("derives the wrapping key as we do", () => {
    const message = concat(utf8("parasol/seal/v1"), aad);
    expect(hex(sodium.crypto_generichash(32, message, key))).toBe(hex(blake2b(message, 32, key)));
  });
});
