/**
 * The asking side of RFC 9497 with ristretto255-SHA512: mode 0 (OPRF, for passphrases) and mode 1 (VOPRF with a
 * proof, for checks). What leaves the device is a uniformly random group element, whatever the input.
 */
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { type Bytes, type RandomSource, byteAt, randomBytes, sized } from "./bytes.ts";
import { ClientError } from "./errors.ts";

export const elementSize = 32;
export const proofSize = 64;

/** One blinded input. `blind` is secret and stays here; `element` is sent. */
export interface Blinded {
  readonly input: Uint8Array;
  readonly blind: Bytes;
  readonly element: Bytes;
}

/** Blinds an input of at most 65,535 bytes for mode 0. */
export function blindPlain(input: Uint8Array, random: RandomSource = randomBytes): Blinded {
  const { blind, blinded } = ristretto255_oprf.oprf.blind(input, (length = 32) => random(length));
  return { input, blind, element: blinded };
}

/**
 * Mode 0, RFC 9497 §3.3.1 Finalize. A wrong key on the other side is not noticed here: it gives another output.
 * "malformed" for an element that is not a canonical encoding, or is the identity.
 */
export function finalizePlain(blinded: Blinded, evaluated: Uint8Array): Bytes {
  checkElement(evaluated);
  return orMalformed(() => ristretto255_oprf.oprf.finalize(blinded.input, blinded.blind, evaluated));
}

/** Blinds an input of at most 65,535 bytes for mode 1. */
export function blindVerifiable(input: Uint8Array, random: RandomSource = randomBytes): Blinded {
  const { blind, blinded } = ristretto255_oprf.voprf.blind(input, (length = 32) => random(length));
  return { input, blind, element: blinded };
}

/**
 * Mode 1, RFC 9497 §3.3.2 Finalize for a whole batch under one proof. `publicKey` is the pinned key of the epoch.
 * Returns the 64-byte outputs in the order of `blinded`. "proof" if the proof does not fit, and for every malformed
 * element, scalar or count: to the caller they are the same, the answer is worth nothing.
 */
export function finalizeVerifiable(
  blinded: readonly Blinded[],
  evaluated: readonly Uint8Array[],
  proof: Uint8Array,
  publicKey: Uint8Array,
): Bytes[] {
  if (blinded.length === 0 || blinded.length !== evaluated.length) {
    throw new ClientError("proof", "another number of elements than asked");
  }
  try {
    sized(proof, proofSize, "proof");
    checkElement(publicKey);
    const items = blinded.map((one, i) => {
      const element = evaluated[i] as Uint8Array;
      checkElement(element);
      return { input: one.input, blind: one.blind, blinded: one.element, evaluated: element };
    });
    return ristretto255_oprf.voprf.finalizeBatch(items, publicKey, proof);
  } catch {
    throw new ClientError("proof", "the proof does not fit the pinned key");
  }
}

/** 32 bytes with bit 255 clear and not the identity. The library checks the rest when it decodes. */
function checkElement(bytes: Uint8Array): void {
  sized(bytes, elementSize, "group element");
  if ((byteAt(bytes, 31) & 0x80) !== 0) throw new ClientError("malformed", "bit 255 of a group element is set");
  if (bytes.every((byte) => byte === 0)) throw new ClientError("malformed", "the identity element");
}

function orMalformed<T>(action: () => T): T {
  try {
    return action();
  } catch {
    throw new ClientError("malformed", "not a group element");
  }
}
