/**
 * What can go wrong in the client's cryptography. Every failure of this folder is a `ClientError`; anything else that
 * is thrown is a bug. The code says which sentence a screen may show: "could not check" and "could not open" never
 * look like an answer.
 */
export type ClientErrorCode =
  /** Bytes or text of a wrong size or form. */
  | "malformed"
  /** The evaluation's proof does not fit the pinned key: the answer is worth nothing. */
  | "proof"
  /** Something sealed did not open: wrong key, wrong context, or changed on the way. */
  | "sealed"
  /** A wrap names another recipient. */
  | "recipient"
  /** A signature does not verify, or its signer is unknown. */
  | "signature"
  /** The slow hash could not be computed (memory, or the worker ended). */
  | "slow_hash"
  /** The recognition test could not be run: nothing may be approved here. */
  | "recogniser"
  /** Reports could not be compared: no answer is not "nobody". */
  | "linkage";

export class ClientError extends Error {
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string) {
    super(message);
    this.name = "ClientError";
    this.code = code;
  }
}

/** What `action` returns; null if it throws a ClientError: for things that do not count unless they verify or open. */
export function orNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof ClientError) return null;
    throw error;
  }
}
