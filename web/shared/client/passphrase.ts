/** The one form in which passphrases and sign-in names are used, however they are typed. */

/**
 * How a passphrase is hashed: NFKC, lower case, any run of spaces, hyphens or underscores one space, none at the ends.
 * A phone that capitalises the first word or adds a space does not lock anyone out.
 */
export function canonicalPassphrase(typed: string): string {
  return canonical(typed, " ");
}

/** How a sign-in name is sent and hashed: as above, with hyphens. */
export function canonicalLogin(typed: string): string {
  return canonical(typed, "-");
}

function canonical(typed: string, separator: string): string {
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s\-_\u2010-\u2015]+/u)
    .filter((part) => part !== "")
    .join(separator);
}
