/** A warning as members get it: its bytes under a content key, and that key under the group's. docs/protocol.md §8. */
import { type WarningBody, decodeWarningBody, encodeWarningBody } from "../generated/records.ts";
import { type Bytes, type RandomSource, concat, equal, readU32, u16, u32, utf8, wipe } from "./bytes.ts";
import { openSmall, sealSmall } from "./envelope.ts";
import { ClientError } from "./errors.ts";

const paddedTo = 1024;

export function sealWarning(contentKey: Uint8Array, body: WarningBody, random: RandomSource): Bytes {
  const encoding = encodeWarningBody(body);
  const padded = new Uint8Array(Math.ceil((4 + encoding.length) / paddedTo) * paddedTo);
  padded.set(u32(encoding.length));
  padded.set(encoding, 4);
  try {
    return sealSmall(contentKey, padded, warningContext(body.reference, body.version), random);
  } finally {
    wipe(padded);
  }
}

/** "sealed" if it does not open or is of another warning or version; "malformed". */
export function openWarning(
  contentKey: Uint8Array,
  bytes: Uint8Array,
  reference: Uint8Array,
  version: number,
): WarningBody {
  const padded = openSmall(contentKey, bytes, warningContext(reference, version));
  const length = readU32(padded, 0);
  const end = 4 + length;
  const fits = end <= padded.length && padded.length === Math.ceil(end / paddedTo) * paddedTo;
  if (!fits || padded.subarray(end).some((byte) => byte !== 0)) throw new ClientError("sealed", "a warning's padding");
  const body = decodeWarningBody(padded.subarray(4, end));
  if (!equal(body.reference, reference) || body.version !== version) throw new ClientError("sealed", "another warning");
  return body;
}

export function wrapContentKey(
  groupKey: Uint8Array,
  contentKey: Uint8Array,
  reference: Uint8Array,
  version: number,
  groupEpoch: number,
  random: RandomSource,
): Bytes {
  return sealSmall(groupKey, contentKey, contentKeyContext(reference, version, groupEpoch), random);
}

/** 32 bytes. "sealed" if it does not open. */
export function openContentKey(
  groupKey: Uint8Array,
  wrap: Uint8Array,
  reference: Uint8Array,
  version: number,
  groupEpoch: number,
): Bytes {
  return openSmall(groupKey, wrap, contentKeyContext(reference, version, groupEpoch));
}

function warningContext(reference: Uint8Array, version: number): Bytes {
  return concat(utf8("parasol/warning/1"), reference, u16(version));
}

function contentKeyContext(reference: Uint8Array, version: number, groupEpoch: number): Bytes {
  return concat(utf8("parasol/content-key/1"), reference, u16(version), u32(groupEpoch));
}
