/**
 * A slot: 256 bytes of a bucket, of the same look whether it holds a warning's reference or nothing.
 *
 *   tag (16) | nonce (24) | XChaCha20-Poly1305 (200 + 16), with AAD "parasol/slot/1" || epoch (4) || prefix (4)
 *   plaintext: version 1 (1) | kind (1) | level (1) | reference (16) | signer id (16) | signature (64) | zeros to 200
 *
 * The signer is an alert editor (for canaries the root); the signature covers epoch, prefix, tag and all fields before
 * it, so that nobody else can make a hit, not even who runs the server.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type Bytes, type RandomSource, byteAt, concat, equal, hex, randomBytes, sized, u32, u8, utf8 } from "./bytes.ts";
import { type Lookup, tagsPerToken } from "./check.ts";
import { ClientError } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type SigningKey, sign, verify } from "./signature.ts";

export const slotSize = 256;
const plaintextSize = 200;
const version = 1;
const fieldsSize = 1 + 1 + 1 + 16 + 16;

/** In the order of their codes on the wire; nothing is 0 among the kinds. */
const kinds = ["warning", "nuisance", "canary"] as const;
const levels = ["information", "caution", "danger"] as const;
export type SlotKind = (typeof kinds)[number];
export type SlotLevel = (typeof levels)[number];

/** What a slot says. */
export interface SlotFields {
  readonly kind: SlotKind;
  readonly level: SlotLevel;
  /** The warning's 16-byte reference. */
  readonly reference: Bytes;
}

/** An opened slot. It counts only after `verifySlot`. */
export interface OpenSlot extends SlotFields {
  /** Which of the eight tags it bears. */
  readonly tagIndex: number;
  /** The first 16 bytes of SHA-256(signer's public key). */
  readonly signer: Bytes;
  readonly signature: Bytes;
  /** What the signature covers. */
  readonly statement: Bytes;
}

/** How a signing key is named in slots. */
export function signerId(publicKey: Uint8Array): Bytes {
  return sha256(publicKey).slice(0, 16);
}

/**
 * Looks for all eight tags in all slots of a bucket and opens what bears one. The scan does the same work whatever it
 * finds and sends nothing. "malformed" if the bucket is no whole number of slots; "sealed" if a slot bears a tag but
 * does not open, or holds something this version does not know: then the answer is "could not check".
 */
export function findSlots(bucket: Uint8Array, lookup: Lookup): OpenSlot[] {
  if (bucket.length === 0 || bucket.length % slotSize !== 0) throw new ClientError("malformed", "bucket size");
  const count = bucket.length / slotSize;
  const found = new Uint8Array(count * tagsPerToken);
  for (let slot = 0; slot < count; slot += 1) {
    const start = slot * slotSize;
    for (let j = 0; j < tagsPerToken; j += 1) {
      const tag = lookup.tags[j] as Bytes;
      let difference = 0;
      for (let i = 0; i < 16; i += 1) difference |= (bucket[start + i] as number) ^ (tag[i] as number);
      // 1 where difference is 0, without a branch.
      found[slot * tagsPerToken + j] = ((difference - 1) >>> 8) & 1;
    }
  }
  const opened: OpenSlot[] = [];
  found.forEach((hit, i) => {
    if (hit === 0) return;
    const start = Math.floor(i / tagsPerToken) * slotSize;
    opened.push(openSlot(bucket.subarray(start, start + slotSize), lookup, i % tagsPerToken));
  });
  return opened;
}

/** Opens one slot with the key of tag `tagIndex`. "sealed" if it does not open or is not of version 1. */
export function openSlot(slot: Uint8Array, lookup: Lookup, tagIndex: number): OpenSlot {
  sized(slot, slotSize, "slot");
  const tag = lookup.tags[tagIndex];
  const key = lookup.keys[tagIndex];
  if (tag === undefined || key === undefined) throw new ClientError("malformed", "tag index");
  if (!equal(slot.subarray(0, 16), tag)) throw new ClientError("sealed", "the slot bears another tag");
  let plain: Uint8Array;
  try {
    plain = xchacha20poly1305(key, slot.subarray(16, 40), associatedData(lookup)).decrypt(slot.subarray(40));
  } catch {
    throw new ClientError("sealed", "the slot does not open");
  }
  const kind = kinds[byteAt(plain, 1) - 1];
  const level = levels[byteAt(plain, 2)];
  const rest = plain.subarray(fieldsSize + 64);
  if (plain[0] !== version || kind === undefined || level === undefined || rest.some((byte) => byte !== 0)) {
    throw new ClientError("sealed", "the slot holds something unknown");
  }
  const fields = plain.subarray(0, fieldsSize);
  return {
    tagIndex,
    kind,
    level,
    reference: new Uint8Array(fields.subarray(3, 19)),
    signer: new Uint8Array(fields.subarray(19, 35)),
    signature: new Uint8Array(plain.subarray(fieldsSize, fieldsSize + 64)),
    statement: statement(lookup, tag, fields),
  };
}

/**
 * True if the slot's signer is among `publicKeys` (verifying keys that the keyring allows to sign this kind of slot)
 * and the signature holds.
 */
export function verifySlot(slot: OpenSlot, publicKeys: readonly Uint8Array[]): boolean {
  const wanted = hex(slot.signer);
  const key = publicKeys.find((candidate) => hex(signerId(candidate)) === wanted);
  return key !== undefined && verify(key, slot.statement, slot.signature);
}

/** Makes the 256 bytes of a slot under tag `tagIndex` (0 to 7), signed by `signer`. */
export function makeSlot(
  lookup: Lookup,
  tagIndex: number,
  fields: SlotFields,
  signer: SigningKey,
  random: RandomSource = randomBytes,
): Bytes {
  const tag = lookup.tags[tagIndex];
  const key = lookup.keys[tagIndex];
  if (tag === undefined || key === undefined) throw new ClientError("malformed", "tag index");
  const head = concat(
    u8(version),
    u8(kinds.indexOf(fields.kind) + 1),
    u8(levels.indexOf(fields.level)),
    sized(fields.reference, 16, "reference"),
    signerId(signer.publicKey),
  );
  const plain = new Uint8Array(plaintextSize);
  plain.set(head);
  plain.set(sign(signer, statement(lookup, tag, head)), fieldsSize);
  const nonce = random(24);
  return concat(tag, nonce, xchacha20poly1305(key, nonce, associatedData(lookup)).encrypt(plain));
}

function associatedData(lookup: Lookup): Bytes {
  return concat(utf8("parasol/slot/1"), u32(lookup.epoch), u32(lookup.prefix));
}

function statement(lookup: Lookup, tag: Uint8Array, fields: Uint8Array): Bytes {
  return concat(utf8("parasol/slot-statement/1"), u32(lookup.epoch), u32(lookup.prefix), tag, fields);
}
