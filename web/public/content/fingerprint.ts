import { createHash } from "node:crypto";

/** The first 16 digits of what a text is known by when somebody translates it. */
export function fingerprint(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
