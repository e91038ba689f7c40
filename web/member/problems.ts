/** From what went wrong to the sentence a person reads. Known by name, so that no client code is loaded for it. */
import type { ComponentChild } from "preact";
import { t } from "../shared/i18n/index.ts";

export type Problem =
  | "offline"
  /** Wrong name, passphrase or code; unknown, used, expired: never told apart. */
  | "refused"
  | "limited"
  | "unavailable"
  /** The server is not the one that was trusted before. */
  | "untrusted"
  /** This device lacks memory. */
  | "device"
  /** It was changed meanwhile, or the clocks differ. */
  | "changed"
  | "full"
  | "broken";

export function problemOf(error: unknown): Problem {
  const { name, code, message } = (error ?? {}) as { name?: unknown; code?: unknown; message?: unknown };
  if (name === "ApiError") {
    switch (code) {
      case "unreachable": return "offline";
      case "unauthorised":
      case "not_found":
      case "invalid": return "refused";
      case "rate_limited": return "limited";
      case "conflict": return "changed";
      case "too_large": return "full";
      default: return "unavailable";
    }
  }
  if (name === "ClientError") {
    if (code === "signature") return "untrusted";
    if (code === "slow_hash") return "device";
    if (message === "the vault is full") return "full";
    return "broken";
  }
  if (name === "CouldNotCheck") return code === "offline" ? "offline" : "unavailable";
  // A part of this application that could not be fetched.
  if (error instanceof TypeError) return "offline";
  return "broken";
}

/**
 * True if what was asked for has certainly not been done: the server refused it, or it was never sent. Otherwise nobody here
 * knows, and how things stand must be looked at before anything is said or done.
 */
export function isRefusal(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  if (name === "CouldNotCheck" || error instanceof TypeError) return true;
  return name === "ApiError" && ["invalid", "unauthorised", "not_found", "conflict", "too_large", "rate_limited"].includes(String(code));
}

export function problemText(error: unknown): ComponentChild {
  return t(`problem.${problemOf(error)}`);
}
