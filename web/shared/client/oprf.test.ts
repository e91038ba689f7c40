import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { type RandomSource, concat, fromHex, hex, lengthPrefixed, randomBytes, utf8 } from "./bytes.ts";
import { type Blinded, blindPlain, blindVerifiable, finalizePlain, finalizeVerifiable } from "./oprf.ts";
import { errorOf, expandMessageXmd, flipped, hashToGroupTag, vectors } from "./test_support.ts";

interface Vector {
  readonly Batch: number;
  readonly Blind: string;
  readonly BlindedElement: string;
  readonly EvaluationElement: string;
  readonly Input: string;
  readonly Output: string;
  readonly Proof?: { readonly proof: string; readonly r: string };
}
interface Case {
  readonly mode: number;
  readonly skSm: string;
  readonly pkSm?: string;
  readonly vectors: readonly Vector[];
}

const { cases } = vectors<{ cases: Case[] }>("voprf_ristretto255.json");
const plain = cases.find((one) => one.mode === 0) as Case;
const verifiable = cases.find((one) => one.mode === 1) as Case;
const list = (text: string) => text.split(",").map(fromHex);

/** Randomness that makes the library draw exactly these blinds: it reduces 48 bytes and adds one. */
function blinds(scalars: readonly Uint8Array[]): RandomSource {
  const queue = scalars.map((scalar) => {
    const wide = new Uint8Array(48);
    wide.set(scalar);
    for (let i = 0; i < 32; i += 1) {
      const byte = wide[i] as number;
      wide[i] = byte - 1;
      if (byte > 0) break;
    }
    return wide;
  });
  return (length) => {
    const next = queue.shift();
    if (next?.length !== length) throw new Error("another blind was drawn");
    return next;
  };
}

beforeAll(() => sodium.ready);

test("the vectors hold both modes and a batch", () => {
  expect(plain.vectors).toHaveLength(2);
  expect(verifiable.vectors.map((vector) => vector.Batch)).toEqual([1, 1, 2]);
});

describe("RFC 9497 mode 0", () => {
  test.each(plain.vectors)("input $Input", (vector) => {
    const blinded = blindPlain(fromHex(vector.Input), blinds([fromHex(vector.Blind)]));
    expect(hex(blinded.element)).toBe(vector.BlindedElement);
    expect(hex(finalizePlain(blinded, fromHex(vector.EvaluationElement)))).toBe(vector.Output);
  });

  test("refuses what is no element", () => {
    const blinded = blindPlain(utf8("x"));
    const element = fromHex((plain.vectors[0] as Vector).EvaluationElement);
    for (const bad of [new Uint8Array(32), flipped(element, 255), element.slice(1), concat(element, new Uint8Array(1))]) {
      expect(errorOf(() => finalizePlain(blinded, bad))).toBe("malformed");
    }
    expect(errorOf(() => finalizePlain(blinded, new Uint8Array(32).fill(1)))).toBe("malformed");
  });
});

function blindAll(vector: Vector): Blinded[] {
  const random = blinds(list(vector.Blind));
  return list(vector.Input).map((input) => blindVerifiable(input, random));
}

describe("RFC 9497 mode 1", () => {
  test.each(verifiable.vectors)("batch of $Batch, input $Input", (vector) => {
    const blinded = blindAll(vector);
    expect(blinded.map((one) => hex(one.element)).join(",")).toBe(vector.BlindedElement);
    const outputs = finalizeVerifiable(
      blinded,
      list(vector.EvaluationElement),
      fromHex(vector.Proof?.proof as string),
      fromHex(verifiable.pkSm as string),
    );
    expect(outputs.map(hex).join(",")).toBe(vector.Output);
  });

  const vector = verifiable.vectors[2] as Vector;
  const evaluated = list(vector.EvaluationElement);
  const proof = fromHex(vector.Proof?.proof as string);
  const key = fromHex(verifiable.pkSm as string);

  test("refuses another count, order, key and batch", () => {
    const blinded = blindAll(vector);
    const [first, second] = blinded as [Blinded, Blinded];
    const swapped = [...evaluated].reverse();
    const otherKey = ristretto255_oprf.voprf.generateKeyPair();
    expect(errorOf(() => finalizeVerifiable([], [], proof, key))).toBe("proof");
    expect(errorOf(() => finalizeVerifiable([first], evaluated, proof, key))).toBe("proof");
    expect(errorOf(() => finalizeVerifiable([first], evaluated.slice(0, 1), proof, key))).toBe("proof");
    expect(errorOf(() => finalizeVerifiable(blinded, swapped, proof, key))).toBe("proof");
    expect(errorOf(() => finalizeVerifiable([second, first], evaluated, proof, key))).toBe("proof");
    expect(errorOf(() => finalizeVerifiable(blinded, evaluated, proof, otherKey.publicKey))).toBe("proof");
    expect(errorOf(() => finalizeVerifiable(blinded, evaluated, proof.slice(1), key))).toBe("proof");
  });

  test("a valid proof under another key is refused", () => {
    const other = ristretto255_oprf.voprf.generateKeyPair();
    const blinded = blindVerifiable(utf8("x"));
    const answer = ristretto255_oprf.voprf.blindEvaluate(other.secretKey, other.publicKey, blinded.element);
    expect(errorOf(() => finalizeVerifiable([blinded], [answer.evaluated], answer.proof, key))).toBe("proof");
    expect(finalizeVerifiable([blinded], [answer.evaluated], answer.proof, other.publicKey)).toHaveLength(1);
  });

  test("scalars of the group's order and above are refused in a proof", () => {
    const blinded = blindAll(vector);
    const order = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    for (const at of [0, 32]) {
      // c + order and s + order stand for the same scalars; only the canonical form may pass.
      const wide = new Uint8Array(proof);
      let carry = 0;
      for (let i = 0; i < 32; i += 1) {
        carry += (wide[at + i] as number) + (order[i] as number);
        wide[at + i] = carry & 255;
        carry >>= 8;
      }
      expect(errorOf(() => finalizeVerifiable(blinded, evaluated, wide, key))).toBe("proof");
    }
  });

  test("1,000 turned bits in element, proof or key: none is accepted", () => {
    const blinded = blindAll(verifiable.vectors[0] as Vector);
    const one = verifiable.vectors[0] as Vector;
    const whole = concat(fromHex(one.EvaluationElement), fromHex(one.Proof?.proof as string), key);
    const check = (bytes: Uint8Array) =>
      errorOf(() =>
        finalizeVerifiable(blinded, [bytes.subarray(0, 32)], bytes.subarray(32, 96), bytes.subarray(96)),
      );
    expect(check(whole)).toBe("nothing");
    let accepted = 0;
    for (let i = 0; i < 1000; i += 1) {
      // 919 and 1,024 have no common divisor: the walk visits 1,000 of the 1,024 bits.
      if (check(flipped(whole, (i * 919) % (whole.length * 8))) !== "proof") accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});

/** Mode 0 and 1 outputs by libsodium alone: unblinding and hashing as RFC 9497 §3.3 says. */
function sodiumOutput(mode: number, input: Uint8Array, blind: Uint8Array, secret: Uint8Array): string {
  const sha512 = (message: Uint8Array) => sodium.crypto_hash_sha512(message);
  const uniform = expandMessageXmd(sha512, input, hashToGroupTag(mode));
  const point = sodium.crypto_core_ristretto255_from_hash(uniform);
  const element = sodium.crypto_scalarmult_ristretto255(blind, point);
  const evaluated = sodium.crypto_scalarmult_ristretto255(secret, element);
  const inverse = sodium.crypto_core_ristretto255_scalar_invert(blind);
  const unblinded = sodium.crypto_scalarmult_ristretto255(inverse, evaluated);
  return hex(sha512(concat(lengthPrefixed(input), lengthPrefixed(unblinded), utf8("Finalize"))));
}

describe("libsodium, the second implementation", () => {
  test.each([plain, verifiable])("agrees on the outputs of mode $mode", (one) => {
    for (const vector of one.vectors) {
      const inputs = list(vector.Input);
      const scalars = list(vector.Blind);
      const outputs = inputs.map((input, i) =>
        sodiumOutput(one.mode, input, scalars[i] as Uint8Array, fromHex(one.skSm)),
      );
      expect(outputs.join(",")).toBe(vector.Output);
    }
  });

  test("agrees on random inputs, keys and blinds", () => {
    for (let i = 0; i < 20; i += 1) {
      const pair = ristretto255_oprf.voprf.generateKeyPair();
      const input = randomBytes(i * 7);
      const blinded = blindVerifiable(input);
      const answer = ristretto255_oprf.voprf.blindEvaluate(pair.secretKey, pair.publicKey, blinded.element);
      const [output] = finalizeVerifiable([blinded], [answer.evaluated], answer.proof, pair.publicKey);
      expect(hex(output as Uint8Array)).toBe(sodiumOutput(1, input, blinded.blind, pair.secretKey));
    }
  });
});
