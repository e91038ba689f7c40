/**
 * The receipt code: 20 digits that own a report. 19 are random (63 bits), the last is a check digit by Damm's scheme,
 * which catches every single wrong digit and every swap of neighbours. The code is made in the browser and never sent;
 * all that the server sees is derived from it behind a slow hash.
 */
import { argon2id } from "./argon2.ts";
import { type Bytes, type RandomSource, randomBelow, randomBytes, sized, utf8, wipe } from "./bytes.ts";
import { type SealingKey, sealingKey } from "./envelope.ts";
import { kdf, salt } from "./kdf.ts";
import { type SigningKey, signingKey } from "./signature.ts";

const randomDigits = 19;

/** A totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004). */
const damm = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

/** The check digit of a string of digits; of a whole code it is 0. */
function dammDigit(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = Number((damm[interim] as string).charAt(Number(digit)));
  return interim;
}

/** A fresh code: 20 digits without spaces. */
export function generateReceiptCode(random: RandomSource = randomBytes): string {
  let digits = "";
  for (let i = 0; i < randomDigits; i += 1) digits += randomBelow(10, random).toString();
  return digits + dammDigit(digits).toString();
}

/** For the eye: `12345 67890 12345 67890`. */
export function formatReceiptCode(code: string): string {
  return (code.match(/.{1,5}/g) ?? []).join(" ");
}

export type ReceiptCodeProblem =
  /** Something else than digits, spaces, dots and dashes. */
  | "characters"
  /** Not 20 digits. */
  | "length"
  /** 20 digits, of which one is wrong or two are swapped. */
  | "check_digit";

/** Reads what was typed. Full-width digits count; spaces, dots and dashes do not. */
export function parseReceiptCode(typed: string): { readonly code: string } | { readonly problem: ReceiptCodeProblem } {
  const code = typed.normalize("NFKC").replace(/[\s.\-\u2010-\u2015\u2212\u200b-\u200f]/gu, "");
  if (!/^[0-9]*$/.test(code)) return { problem: "characters" };
  if (code.length !== randomDigits + 1) return { problem: "length" };
  return dammDigit(code) === 0 ? { code } : { problem: "check_digit" };
}

export interface ReportKeys {
  /** 16 bytes: the report's id and its inbox. */
  readonly id: Bytes;
  /** Signs requests about the report. */
  readonly sign: SigningKey;
  /** Opens replies. */
  readonly seal: SealingKey;
  /** The two withdrawal secrets of 32 bytes. The server holds their hashes; showing one withdraws, for ever. */
  readonly withdrawWarn: Bytes;
  readonly withdrawCheck: Bytes;
  /** 32 bytes: what she writes to the team she can read again. */
  readonly messages: Bytes;
}

/** The 64 bytes behind a code: Argon2id, three passes, 64 MiB. `code` is of `parseReceiptCode`. */
export function receiptRoot(code: string, deployment: Uint8Array): Promise<Bytes> {
  sized(deployment, 16, "deployment");
  return argon2id(utf8(code), salt("parasol/inbox/", deployment), 3, 64, 64);
}

/** All that a code owns. "slow_hash" if the memory cannot be had. */
export async function reportKeys(code: string, deployment: Uint8Array): Promise<ReportKeys> {
  const root = await receiptRoot(code, deployment);
  const keys = reportKeysOf(root);
  wipe(root);
  return keys;
}

/** The same from the 64 bytes of `receiptRoot`, at once. */
export function reportKeysOf(root: Uint8Array): ReportKeys {
  sized(root, 64, "receipt root");
  return {
    id: kdf(root, "id", 16),
    sign: signingKey(kdf(root, "sign", 32)),
    seal: sealingKey(kdf(root, "seal", 32)),
    withdrawWarn: kdf(root, "withdraw/WARN", 32),
    withdrawCheck: kdf(root, "withdraw/CHECK", 32),
    messages: kdf(root, "messages", 32),
  };
}

/** On lock. */
export function wipeReportKeys(keys: ReportKeys): void {
  wipe(keys.sign.seed, keys.seal.seed, keys.withdrawWarn, keys.withdrawCheck, keys.messages);
}
