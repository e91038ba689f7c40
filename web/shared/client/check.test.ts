import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { normaliseIdentifier } from "../identifier.ts";
import { type Bytes, concat, fromHex, hex, randomBytes, u32, utf8 } from "./bytes.ts";
import { type Lookup, bucketIndex, evaluationInput, lookupOf, slowHash, wipeLookup } from "./check.ts";
import { blindVerifiable, finalizeVerifiable } from "./oprf.ts";
import { signingKey } from "./signature.ts";
import { type SlotFields, findSlots, makeSlot, openSlot, signerId, slotSize, verifySlot } from "./slot.ts";
import { errorOf, errorOfAsync, flipped, scripted, vectors } from "./test_support.ts";

interface SlotVector {
  readonly number: number;
  readonly kind: number;
  readonly level: number;
  readonly reference: string;
  readonly signer_seed: string;
  readonly signer_public_key: string;
  readonly signer_id: string;
  readonly signature: string;
  readonly nonce: string;
  readonly slot: string;
}
interface CheckVector {
  readonly token: string;
  readonly slow_hash: string;
  readonly oprf_input: string;
  readonly y: string;
  readonly epoch: number;
  readonly prefix: number;
  readonly tags: readonly string[];
  readonly keys: readonly string[];
  readonly bucket_index: Readonly<Record<string, number>>;
  readonly slots: readonly SlotVector[];
}
interface CheckVectors {
  readonly deployment_id: string;
  readonly oprf_seed: string;
  readonly oprf_info: string;
  readonly oprf_public_key: string;
  readonly checks: readonly CheckVector[];
}

const kinds = { 1: "warning", 2: "nuisance", 3: "canary" } as const;
const levels = ["information", "caution", "danger"] as const;
const known = vectors<CheckVectors>("check_protocol.json");
const deployment = fromHex(known.deployment_id);

describe("known answers, shared with C++", () => {
  const pair = ristretto255_oprf.voprf.deriveKeyPair(fromHex(known.oprf_seed), utf8(known.oprf_info));

  test("the key", () => expect(hex(pair.publicKey)).toBe(known.oprf_public_key));

  test.each(known.checks)("$oprf_input", async (check) => {
    const token = new TextDecoder().decode(fromHex(check.token));
    const slow = await slowHash(token, deployment);
    expect(hex(slow)).toBe(check.slow_hash);
    const input = evaluationInput(token, slow);
    expect(hex(input)).toBe(check.oprf_input);

    const blinded = blindVerifiable(input);
    const answer = ristretto255_oprf.voprf.blindEvaluate(pair.secretKey, pair.publicKey, blinded.element);
    const [y] = finalizeVerifiable([blinded], [answer.evaluated], answer.proof, fromHex(known.oprf_public_key));
    expect(hex(y as Bytes)).toBe(check.y);

    const lookup = lookupOf(fromHex(check.y), check.epoch);
    expect(lookup.prefix).toBe(check.prefix);
    expect(lookup.tags.map(hex)).toEqual(check.tags);
    expect(lookup.keys.map(hex)).toEqual(check.keys);
    for (const [bits, index] of Object.entries(check.bucket_index)) {
      expect(bucketIndex(lookup.prefix, Number(bits))).toBe(index);
    }

    for (const vector of check.slots) {
      const signer = signingKey(fromHex(vector.signer_seed));
      const fields = {
        kind: kinds[vector.kind as 1 | 2 | 3],
        level: levels[vector.level] as SlotFields["level"],
        reference: fromHex(vector.reference),
      };
      expect(hex(signer.publicKey)).toBe(vector.signer_public_key);
      expect(hex(makeSlot(lookup, vector.number, fields, signer, scripted(fromHex(vector.nonce))))).toBe(vector.slot);
      const open = openSlot(fromHex(vector.slot), lookup, vector.number);
      expect(open).toMatchObject({ ...fields, tagIndex: vector.number });
      expect([hex(open.signer), hex(open.signature)]).toEqual([vector.signer_id, vector.signature]);
      expect(verifySlot(open, [signer.publicKey])).toBe(true);
    }
  });

  test("the first token is what the normaliser makes of a drama number", () => {
    const result = normaliseIdentifier({ kind: "phone", text: "07700 900123", region: "GB" });
    expect(result.ok && hex(utf8(result.token))).toBe(known.checks[0]?.token);
  });
});

describe("libsodium, the second implementation", () => {
  beforeAll(() => sodium.ready);

  test("agrees on the slow hash", () => {
    const check = known.checks[0] as CheckVector;
    const salt = sodium.crypto_generichash(16, concat(utf8("parasol/slow/"), deployment), null);
    const { crypto_pwhash_ALG_ARGON2ID13: algorithm } = sodium;
    expect(hex(sodium.crypto_pwhash(32, fromHex(check.token), salt, 2, 19 << 20, algorithm))).toBe(check.slow_hash);
  });

  test("opens a slot", () => {
    const check = known.checks[0] as CheckVector;
    const vector = check.slots[0] as SlotVector;
    const slot = fromHex(vector.slot);
    const aad = concat(utf8("parasol/slot/1"), u32(check.epoch), u32(check.prefix));
    const key = fromHex(check.keys[0] as string);
    const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, slot.slice(40), aad, slot.slice(16, 40), key);
    expect(plain).toHaveLength(200);
    expect(hex(plain.slice(3, 19))).toBe(vector.reference);
  });
});

const signer = signingKey(randomBytes(32));
const fields: SlotFields = { kind: "warning", level: "caution", reference: randomBytes(16) };
const someLookup = (): Lookup => lookupOf(randomBytes(64), 3);
const bucketOf = (slots: readonly Uint8Array[], count = 16): Bytes => {
  const bucket = randomBytes(slotSize * count);
  slots.forEach((slot, i) => bucket.set(slot, (count - 1 - 2 * i) * slotSize));
  return bucket;
};

describe("findSlots", () => {
  test("finds nothing in noise and all eight tags wherever they are", () => {
    const lookup = someLookup();
    expect(findSlots(bucketOf([]), lookup)).toEqual([]);
    const slots = lookup.tags.map((_, j) => makeSlot(lookup, j, fields, signer));
    const found = findSlots(bucketOf(slots), lookup);
    expect(found.map((slot) => slot.tagIndex).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(found.every((slot) => verifySlot(slot, [signer.publicKey]))).toBe(true);
    expect(findSlots(bucketOf(slots), someLookup())).toEqual([]);
  });

  test("a tag that differs in any one bit is no hit", () => {
    const lookup = someLookup();
    const slot = makeSlot(lookup, 2, fields, signer);
    for (let bit = 0; bit < 128; bit += 1) expect(findSlots(bucketOf([flipped(slot, bit)]), lookup)).toEqual([]);
  });

  test("a hit that does not open is an error, never silence", () => {
    const lookup = someLookup();
    const slot = makeSlot(lookup, 0, fields, signer);
    for (let bit = 128; bit < slotSize * 8; bit += 37) {
      expect(errorOf(() => findSlots(bucketOf([flipped(slot, bit)]), lookup))).toBe("sealed");
    }
    const elsewhere = { ...lookup, prefix: (lookup.prefix ^ 1) >>> 0 };
    expect(errorOf(() => findSlots(bucketOf([slot]), elsewhere))).toBe("sealed");
    expect(errorOf(() => findSlots(bucketOf([slot]), { ...lookup, epoch: 4 }))).toBe("sealed");
  });

  test("a bucket is a whole number of slots", () => {
    for (const size of [0, 1, slotSize - 1, slotSize + 1]) {
      expect(errorOf(() => findSlots(new Uint8Array(size), someLookup()))).toBe("malformed");
    }
  });
});

describe("verifySlot", () => {
  const lookup = someLookup();
  const open = openSlot(makeSlot(lookup, 1, fields, signer), lookup, 1);
  const other = signingKey(randomBytes(32));

  test("wants a signer of the list and the signature over this very slot", () => {
    expect(verifySlot(open, [other.publicKey, signer.publicKey])).toBe(true);
    expect(verifySlot(open, [])).toBe(false);
    expect(verifySlot(open, [other.publicKey])).toBe(false);
    expect(verifySlot({ ...open, signer: signerId(other.publicKey) }, [other.publicKey])).toBe(false);
    expect(verifySlot({ ...open, signature: flipped(open.signature, 3) }, [signer.publicKey])).toBe(false);
    for (let bit = 0; bit < open.statement.length * 8; bit += 5) {
      expect(verifySlot({ ...open, statement: flipped(open.statement, bit) }, [signer.publicKey])).toBe(false);
    }
  });
});

test("sizes and indexes are checked", async () => {
  const lookup = someLookup();
  expect(errorOf(() => lookupOf(new Uint8Array(32), 1))).toBe("malformed");
  expect(errorOf(() => makeSlot(lookup, 8, fields, signer))).toBe("malformed");
  expect(errorOf(() => makeSlot(lookup, 0, { ...fields, reference: randomBytes(15) }, signer))).toBe("malformed");
  expect(errorOf(() => openSlot(new Uint8Array(255), lookup, 0))).toBe("malformed");
  expect(errorOf(() => evaluationInput("no token", new Uint8Array(32)))).toBe("malformed");
  expect(errorOf(() => bucketIndex(1, 33))).toBe("malformed");
  expect(await errorOfAsync(Promise.resolve().then(() => slowHash("tel\0+447700900123", new Uint8Array(15))))).toBe("malformed");
  wipeLookup(lookup);
  expect([...lookup.tags, ...lookup.keys].every((secret) => secret.every((byte) => byte === 0))).toBe(true);
});
