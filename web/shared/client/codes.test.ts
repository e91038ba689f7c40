import { createHash, createHmac } from "node:crypto";
import { ed25519, ristretto255_oprf } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { concat, fromHex, hex, randomBytes, u16, u32, u8, utf8 } from "./bytes.ts";
import { day } from "./clock.ts";
import { sealSmall } from "./envelope.ts";
import { generateLogin, generatePassphrase, passphraseWords } from "./generate.ts";
import {
  formatInvitationCode, generateInvitationCode, invitationKeys, keyMark, namesRoot, parseInvitationCode, rootFingerprint, shortMark,
} from "./invitation_code.ts";
import { sha256 } from "./kdf.ts";
import { accountKeys, hardenFinish, hardenStart, newAccountSecret, passphraseHash, wipeAccountKeys } from "./keys.ts";
import { heard, say } from "./messages.ts";
import { blindPlain, finalizePlain } from "./oprf.ts";
import { canonicalLogin, canonicalPassphrase } from "./passphrase.ts";
import { formatReceiptCode, generateReceiptCode, parseReceiptCode, receiptRoot, reportKeys } from "./receipt_code.ts";
import { sign, signingKey, verify } from "./signature.ts";
import { errorOf, flipped, scripted, vectors } from "./test_support.ts";
import { emptyVault, openVault, sealVault } from "./vault.ts";
import { words } from "./words.ts";
import { secretContext, vaultContext } from "./wraps.ts";

type Fields<Names extends string> = Readonly<Record<Names, string>>;
interface Codes {
  readonly deployment: string;
  readonly invitation: Fields<
    | "root_key" | "text" | "secret" | "fingerprint" | "id" | "sign_seed" | "sign_public_key" | "seal_seed"
    | "seal_public_key_sha256"
  >;
  readonly receipt: Fields<
    | "text" | "code" | "root" | "id" | "sign_seed" | "sign_public_key" | "seal_seed" | "seal_public_key_sha256"
    | "withdraw_warn" | "withdraw_check"
  >;
  readonly account: Fields<
    | "secret" | "sign_public_key" | "check_public_key" | "seal_public_key_sha256" | "vault_key" | "root_key" | "login"
    | "wrap_key" | "nonce" | "secret_context" | "secret_wrap" | "vault_context" | "vault_prefix" | "vault_sha256"
  >;
  readonly passphrase: Fields<
    "login" | "passphrase" | "w0" | "oprf_seed" | "oprf_secret_key" | "z" | "auth_public_key" | "wrap_key"
  >;
  readonly message: Fields<"report" | "team" | "sign_seed" | "content" | "plaintext"> & { readonly ordinal: number; readonly day: number };
}

const known = vectors<Codes>("codes.json");
const deployment = fromHex(known.deployment);

/** KDF by Node's own HMAC, so that the vectors do not only repeat our code. */
const nodeKdf = (key: Uint8Array, label: string, length: number) =>
  createHmac("sha512", key).update(label).digest("hex").slice(0, 2 * length);

beforeAll(() => sodium.ready);

/** Argon2id by libsodium. */
function sodiumArgon2(password: string, label: string, login: string, length: number): string {
  const salt = sodium.crypto_generichash(16, concat(utf8(label), deployment, utf8(login)), null);
  return hex(sodium.crypto_pwhash(length, utf8(password), salt, 3, 64 << 20, sodium.crypto_pwhash_ALG_ARGON2ID13));
}

describe("invitation codes", () => {
  const { invitation } = known;
  const code = { secret: invitation.secret, fingerprint: invitation.fingerprint };

  test("known answers", () => {
    const root = fromHex(invitation.root_key);
    const keys = invitationKeys(code);
    expect(parseInvitationCode(invitation.text)).toEqual({ code });
    expect(rootFingerprint(root)).toBe(invitation.fingerprint);
    expect([hex(keys.id), hex(keys.sign.seed), hex(keys.seal.seed)]).toEqual([
      invitation.id, invitation.sign_seed, invitation.seal_seed,
    ]);
    expect(hex(keys.sign.publicKey)).toBe(invitation.sign_public_key);
    expect(hex(sha256(keys.seal.publicKey))).toBe(invitation.seal_public_key_sha256);
    const secret = utf8(invitation.secret);
    expect(nodeKdf(secret, "parasol/invitation/id", 16)).toBe(invitation.id);
    expect(nodeKdf(secret, "parasol/invitation/sign", 32)).toBe(invitation.sign_seed);
    expect(nodeKdf(secret, "parasol/invitation/seal", 32)).toBe(invitation.seal_seed);
  });

  test("a key's two marks begin alike: what a list shows is the beginning of what people compare", () => {
    for (let i = 0; i < 20; i += 1) {
      const key = randomBytes(32);
      expect(keyMark(key)).toBe(rootFingerprint(key).slice(0, 15));
      expect(shortMark(key)).toBe(keyMark(key).slice(0, 5));
    }
  });

  test("the fingerprint is the first 100 bits of SHA-256, in base 32", () => {
    const root = fromHex(invitation.root_key);
    const bits = BigInt(`0x${createHash("sha256").update(root).digest("hex")}`) >> 156n;
    let value = 0n;
    for (const letter of invitation.fingerprint) {
      value = value * 32n + BigInt("0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(letter));
    }
    expect(value).toBe(bits);
    expect(namesRoot(code, root)).toBe(true);
    for (let bit = 0; bit < 256; bit += 1) expect(namesRoot(code, flipped(root, bit))).toBe(false);
  });

  test("come back from the forms in which people write them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (root) => {
        const fresh = generateInvitationCode(root);
        const text = formatInvitationCode(fresh);
        expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5} ){8}[0-9A-HJKMNP-TV-Z]{5}$/);
        for (const written of [
          text,
          ` ${text.toLowerCase()}\n`,
          text.replace(/ /g, "-"),
          text.replace(/ /g, "\u2013"),
          text.replace(/0/g, "O").replace(/1/g, "I"),
          text.replace(/0/g, "o").replace(/1/g, "l"),
          text.replace(/ /g, "\u200b"),
        ]) {
          expect(parseInvitationCode(written)).toEqual({ code: fresh });
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test("all 125 bits count", () => {
    const root = randomBytes(32);
    const secretOf = (bytes: Uint8Array) => generateInvitationCode(root, scripted(bytes)).secret;
    const zero = new Uint8Array(16);
    expect(secretOf(zero)).toBe("0".repeat(25));
    const secrets = Array.from({ length: 125 }, (_, i) => secretOf(flipped(zero, (i & ~7) | (7 - (i & 7)))));
    expect(new Set(secrets).size).toBe(125);
    expect(secrets[0]).toBe(`G${"0".repeat(24)}`);
    expect(secrets[124]).toBe(`${"0".repeat(24)}1`);
  });

  test("what is no code is refused", () => {
    expect(parseInvitationCode("")).toEqual({ problem: "length" });
    expect(parseInvitationCode(invitation.text.slice(1))).toEqual({ problem: "length" });
    expect(parseInvitationCode(`${invitation.text}0`)).toEqual({ problem: "length" });
    expect(parseInvitationCode(invitation.text.replace(/.$/, "U"))).toEqual({ problem: "characters" });
    expect(parseInvitationCode(invitation.text.replace(/.$/, "*"))).toEqual({ problem: "characters" });
  });
});

describe("receipt codes", () => {
  const { receipt } = known;

  test("known answers", async () => {
    const keys = await reportKeys(receipt.code, deployment);
    expect(hex(await receiptRoot(receipt.code, deployment))).toBe(receipt.root);
    expect(sodiumArgon2(receipt.code, "parasol/inbox/", "", 64)).toBe(receipt.root);
    const root = fromHex(receipt.root);
    expect([hex(keys.id), nodeKdf(root, "id", 16)]).toEqual([receipt.id, receipt.id]);
    expect([hex(keys.sign.seed), nodeKdf(root, "sign", 32)]).toEqual([receipt.sign_seed, receipt.sign_seed]);
    expect([hex(keys.seal.seed), nodeKdf(root, "seal", 32)]).toEqual([receipt.seal_seed, receipt.seal_seed]);
    expect([hex(keys.withdrawWarn), nodeKdf(root, "withdraw/WARN", 32)]).toEqual(Array(2).fill(receipt.withdraw_warn));
    expect([hex(keys.withdrawCheck), nodeKdf(root, "withdraw/CHECK", 32)]).toEqual(Array(2).fill(receipt.withdraw_check));
    expect(hex(keys.sign.publicKey)).toBe(receipt.sign_public_key);
    expect(hex(sha256(keys.seal.publicKey))).toBe(receipt.seal_public_key_sha256);
    expect(formatReceiptCode(receipt.code)).toBe(receipt.text);
  });

  test("19 digits are drawn, the last fits", () => {
    const draws = Array.from({ length: 19 }, (_, i) => u32((i * 7) % 10));
    expect(generateReceiptCode(scripted(...draws))).toBe(receipt.code);
    expect(new Set(Array.from({ length: 200 }, () => generateReceiptCode())).size).toBe(200);
  });

  test("any wrong digit and any swap of neighbours is noticed", () => {
    fc.assert(
      fc.property(fc.nat(19), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const code = generateReceiptCode();
        expect(parseReceiptCode(formatReceiptCode(code))).toEqual({ code });
        const wrong = code.slice(0, at) + String((Number(code.charAt(at)) + by) % 10) + code.slice(at + 1);
        expect(parseReceiptCode(wrong)).toEqual({ problem: "check_digit" });
        const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        if (at < 19 && swapped !== code) expect(parseReceiptCode(swapped)).toEqual({ problem: "check_digit" });
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  test("is read as people write it", () => {
    const { code } = receipt;
    const fullWidth = code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    for (const written of [` ${receipt.text}\n`, receipt.text.replace(/ /g, "-"), receipt.text.replace(/ /g, "."), fullWidth]) {
      expect(parseReceiptCode(written)).toEqual({ code });
    }
    expect(parseReceiptCode("")).toEqual({ problem: "length" });
    expect(parseReceiptCode(`${code}0`)).toEqual({ problem: "length" });
    expect(parseReceiptCode(code.replace(/\d$/, "O"))).toEqual({ problem: "characters" });
  });
});

describe("account keys", () => {
  test("known answers", () => {
    const { account } = known;
    const keys = accountKeys(fromHex(account.secret));
    expect(hex(keys.sign.publicKey)).toBe(account.sign_public_key);
    expect(hex(keys.check.publicKey)).toBe(account.check_public_key);
    expect(hex(sha256(keys.seal.publicKey))).toBe(account.seal_public_key_sha256);
    const secret = fromHex(account.secret);
    const seed = fromHex(nodeKdf(secret, "parasol/account/sign", 32));
    expect(hex(sodium.crypto_sign_seed_keypair(seed).publicKey)).toBe(account.sign_public_key);
    expect(hex(keys.check.seed)).toBe(nodeKdf(secret, "parasol/account/check", 32));
    expect(hex(keys.seal.seed)).toBe(nodeKdf(secret, "parasol/account/seal", 32));
    expect([hex(keys.vault), nodeKdf(secret, "parasol/account/vault", 32)]).toEqual(Array(2).fill(account.vault_key));
    wipeAccountKeys(keys);
    expect(keys.sign.seed.every((byte) => byte === 0)).toBe(true);
  });

  test("known answers of what an account keeps, tied to the root", () => {
    const { account } = known;
    const home = { deployment, rootKey: fromHex(account.root_key) };
    const keys = accountKeys(fromHex(account.secret));
    // The WrapContext by hand: label, deployment, purpose, no team, no epoch, SHA-256 of whose it is.
    const context = (purpose: number, ...whose: Uint8Array[]): string => {
      const head = concat(u16("parasol/wrap/1".length), utf8("parasol/wrap/1"), deployment, u8(purpose), new Uint8Array(16), u32(0));
      return hex(head) + createHash("sha256").update(concat(...whose)).digest("hex");
    };
    const login = concat(u16(account.login.length), utf8(account.login));
    const bySecret = context(4, utf8("parasol/account-secret/1"), login, home.rootKey);
    expect([hex(secretContext(home, account.login)), bySecret]).toEqual(Array(2).fill(account.secret_context));
    const byVault = context(5, utf8("parasol/vault/1"), keys.sign.publicKey, home.rootKey);
    expect([hex(vaultContext(home, keys.sign.publicKey)), byVault]).toEqual(Array(2).fill(account.vault_context));

    const nonce = fromHex(account.nonce);
    const wrap = sealSmall(fromHex(account.wrap_key), fromHex(account.secret), secretContext(home, account.login), scripted(nonce));
    expect(hex(wrap)).toBe(account.secret_wrap);
    const bySodium = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(fromHex(account.secret), fromHex(bySecret), null, nonce, fromHex(account.wrap_key));
    expect(hex(concat(nonce, bySodium))).toBe(account.secret_wrap);

    const sealed = sealVault(keys, home, emptyVault, scripted(fromHex(account.vault_prefix)));
    expect([sealed.length, hex(sha256(sealed))]).toEqual([65620, account.vault_sha256]);
    expect(openVault(keys, home, sealed)).toEqual(emptyVault);
    expect(errorOf(() => openVault(keys, { ...home, rootKey: flipped(home.rootKey, 0) }, sealed))).toBe("sealed");
    expect(errorOf(() => openVault(keys, { ...home, deployment: flipped(deployment, 0) }, sealed))).toBe("sealed");
    expect(errorOf(() => openVault({ ...keys, sign: signingKey(randomBytes(32)) }, home, sealed))).toBe("sealed");
  });

  test("a secret has 32 bytes and is new each time", () => {
    expect(errorOf(() => accountKeys(new Uint8Array(31)))).toBe("malformed");
    expect(hex(newAccountSecret())).not.toBe(hex(newAccountSecret()));
  });
});

describe("what is said in a report", () => {
  const { message } = known;
  const place = { deployment, report: fromHex(message.report), team: fromHex(message.team), direction: "to_team" } as const;
  const content = utf8(message.content);

  test("known answer", () => {
    const key = signingKey(fromHex(message.sign_seed));
    expect(hex(say(key, place, message.ordinal, message.day * day + 1, content))).toBe(message.plaintext);
    // By hand, with libsodium's signature.
    const label = utf8("parasol/message-statement/1");
    const hash = new Uint8Array(createHash("sha256").update(content).digest());
    const statement = concat(u16(label.length), label, deployment, place.report, place.team, u8(2), u32(message.ordinal), u32(message.day), hash);
    const { privateKey } = sodium.crypto_sign_seed_keypair(fromHex(message.sign_seed));
    const signature = sodium.crypto_sign_detached(statement, privateKey);
    const signed = concat(u32(statement.length), statement, key.publicKey, signature);
    expect(hex(concat(signed, u32(content.length), content))).toBe(message.plaintext);
  });

  test("is heard here only, and as it was said", () => {
    const said = heard(place, fromHex(message.plaintext));
    expect([hex(said.content), said.ordinal, said.day]).toEqual([hex(content), message.ordinal, message.day]);
    for (const other of [{ report: place.team }, { team: place.report }, { deployment: place.team }, { direction: "note" as const }]) {
      expect(errorOf(() => heard({ ...place, ...other }, fromHex(message.plaintext)))).toBe("malformed");
    }
    const plaintext = fromHex(message.plaintext);
    for (let bit = 0; bit < plaintext.length * 8; bit += 13) expect(errorOf(() => heard(place, flipped(plaintext, bit)))).not.toBe("nothing");
  });
});

/** One letter changed, added or dropped, or two neighbours swapped. */
function oneStepApart(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left.charAt(start) === right.charAt(start)) start += 1;
  const [a, b] = [left.slice(start), right.slice(start)];
  const swapped = a.charAt(1) + a.charAt(0) + a.slice(2);
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || swapped === b;
}

describe("passphrases", () => {
  const { passphrase } = known;

  test("known answers, through a blinded evaluation", async () => {
    expect(hex(await passphraseHash(passphrase.passphrase, passphrase.login, deployment))).toBe(passphrase.w0);
    expect(sodiumArgon2(passphrase.passphrase, "parasol/login/", passphrase.login, 32)).toBe(passphrase.w0);
    const info = concat(utf8("parasol/pw/v1"), utf8(passphrase.login));
    const pair = ristretto255_oprf.oprf.deriveKeyPair(fromHex(passphrase.oprf_seed), info);
    expect(hex(pair.secretKey)).toBe(passphrase.oprf_secret_key);
    const blinded = blindPlain(fromHex(passphrase.w0));
    const evaluated = ristretto255_oprf.oprf.blindEvaluate(pair.secretKey, blinded.element);
    expect(hex(finalizePlain(blinded, evaluated))).toBe(passphrase.z);

    const hardening = await hardenStart("  River kettle-orange  WINDOW tulip", "Maple Lantern 4821", deployment);
    const keys = hardenFinish(hardening, ristretto255_oprf.oprf.blindEvaluate(pair.secretKey, hardening.element));
    const z = fromHex(passphrase.z);
    const authSeed = fromHex(nodeKdf(z, "parasol/auth", 32));
    expect(hex(keys.auth.publicKey)).toBe(passphrase.auth_public_key);
    expect(hex(ed25519.getPublicKey(authSeed))).toBe(passphrase.auth_public_key);
    expect([hex(keys.wrapKey), nodeKdf(z, "parasol/wrap", 32)]).toEqual([passphrase.wrap_key, passphrase.wrap_key]);
    expect(hardening.blinded.blind.every((byte) => byte === 0)).toBe(true);
  });

  test("another word, login or key gives other keys", async () => {
    const hash = await passphraseHash("a b c d e", "name-1", deployment);
    expect(hex(await passphraseHash("a b c d f", "name-1", deployment))).not.toBe(hex(hash));
    expect(hex(await passphraseHash("a b c d e", "name-2", deployment))).not.toBe(hex(hash));
    expect(hex(await passphraseHash("a b c d e", "name-1", randomBytes(16)))).not.toBe(hex(hash));
  });

  test("an answer that is no element is refused", async () => {
    const hardening = await hardenStart("a b c d e", "name-1", deployment);
    expect(errorOf(() => hardenFinish(hardening, new Uint8Array(32)))).toBe("malformed");
  });

  test("the words: 2,048, plain, and never one letter apart", () => {
    expect(words).toHaveLength(2048);
    expect(words.every((word) => /^[a-z]{4,9}$/.test(word))).toBe(true);
    expect(Math.log2(words.length) * passphraseWords).toBeGreaterThanOrEqual(55);
    const close = words.flatMap((left, i) => words.slice(i + 1).filter((right) => oneStepApart(left, right)));
    expect(close).toEqual([]);
  });

  test("generated ones are five words, and a name with four digits, in their own form", () => {
    for (let i = 0; i < 200; i += 1) {
      const phrase = generatePassphrase();
      expect(phrase.split(" ")).toHaveLength(5);
      expect(phrase.split(" ").every((word) => words.includes(word))).toBe(true);
      expect(canonicalPassphrase(phrase)).toBe(phrase);
      const login = generateLogin();
      expect(login).toMatch(/^[a-z]{4,9}-[a-z]{4,9}-[0-9]{4}$/);
      expect(canonicalLogin(login)).toBe(login);
    }
    expect(generateLogin(scripted(u32(7), u32(0), u32(2047)))).toBe(`${words[0]}-${words[2047]}-0007`);
  });
});

describe("signatures", () => {
  const key = signingKey(randomBytes(32));
  const message = utf8("parasol/test");
  const signature = sign(key, message);

  test("hold for this key, message and signature only", () => {
    expect(verify(key.publicKey, message, signature)).toBe(true);
    expect(sodium.crypto_sign_verify_detached(signature, message, key.publicKey)).toBe(true);
    expect(verify(signingKey(randomBytes(32)).publicKey, message, signature)).toBe(false);
    for (let bit = 0; bit < 512; bit += 3) expect(verify(key.publicKey, message, flipped(signature, bit))).toBe(false);
    for (let bit = 0; bit < message.length * 8; bit += 1) expect(verify(key.publicKey, flipped(message, bit), signature)).toBe(false);
  });

  test("wrong lengths, small orders and a second S are refused", () => {
    expect(verify(key.publicKey.subarray(1), message, signature)).toBe(false);
    expect(verify(key.publicKey, message, signature.subarray(1))).toBe(false);
    const identity = concat(Uint8Array.of(1), new Uint8Array(31));
    expect(verify(identity, message, concat(identity, new Uint8Array(32)))).toBe(false);
    const order = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    const second = new Uint8Array(signature);
    let carry = 0;
    for (let i = 0; i < 32; i += 1) {
      carry += (second[32 + i] as number) + (order[i] as number);
      second[32 + i] = carry & 255;
      carry >>= 8;
    }
    expect(verify(key.publicKey, message, second)).toBe(false);
  });
});
