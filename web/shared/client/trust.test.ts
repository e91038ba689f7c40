import { describe, expect, test } from "vitest";
import type { Keyring as KeyringRecord, Link, Signed } from "../generated/records.ts";
import { encodeSigned, encodeTeamEpoch, encodeTrustStatement } from "../generated/records.ts";
import { type Role, codes, roles } from "../generated/vocabulary.ts";
import { hex } from "./bytes.ts";
import { day } from "./clock.ts";
import type { ClientErrorCode } from "./errors.ts";
import { rootFingerprint } from "./invitation_code.ts";
import { currentTeamEpoch, roleEver, roleOf, staffSigners, verifyKeyring } from "./keyring.ts";
import { signingKey } from "./signature.ts";
import { signStatement } from "./signed.ts";
import { type LinkDraft, TestOrganisation, TestStaff, seedOf, signLink, start } from "./test_installation.ts";
import { errorOf, flipped } from "./test_support.ts";
import { mayIssue, mayRevoke, verifyChain, verifyTrust } from "./trust.ts";

const organisation = new TestOrganisation();
const staff = new TestStaff();
const { root, deployment } = organisation;

describe("the trust file", () => {
  const pin = { kind: "root", rootKey: root.publicKey } as const;

  test("of the pinned root, by its key or by its fingerprint, or at first use", () => {
    const trusted = verifyTrust(organisation.trustFile(), pin);
    expect(trusted.organisation).toBe("Example organisation");
    verifyTrust(organisation.trustFile(), { kind: "fingerprint", fingerprint: rootFingerprint(root.publicKey) });
    verifyTrust(organisation.trustFile(), { kind: "first_use" });
  });

  const other = signingKey(seedOf("another root"));
  const signed = (by: typeof root, changes: object): Uint8Array =>
    encodeSigned(signStatement(by, encodeTrustStatement({ ...organisation.trust, ...changes })));

  test.each<[string, Uint8Array, ClientErrorCode]>([
    ["another root, by itself", signed(other, { rootKey: other.publicKey }), "signature"],
    ["signed by somebody else", signed(other, {}), "signature"],
    ["one bit turned", flipped(organisation.trustFile(), 8 * organisation.trustFile().length - 1), "signature"],
    ["one key for two purposes", signed(root, { listKey: root.publicKey }), "malformed"],
    ["cut off", organisation.trustFile().slice(0, -1), "malformed"],
  ])("%s", (_, bytes, code) => {
    expect(errorOf(() => verifyTrust(bytes, pin))).toBe(code);
  });

  test("another fingerprint than the invitation's", () => {
    const wanted = { kind: "fingerprint", fingerprint: rootFingerprint(other.publicKey) } as const;
    expect(errorOf(() => verifyTrust(organisation.trustFile(), wanted))).toBe("signature");
  });
});

describe("who may invite whom", () => {
  const all: readonly (Role | "root")[] = ["root", ...codes(roles)];
  const allowed = new Set<string>();
  for (const role of codes(roles)) {
    for (const first of all) {
      if (mayIssue(role, [first])) allowed.add(`${role} by ${first}`);
      for (const second of all) if (mayIssue(role, [first, second])) allowed.add(`${role} by ${first}, ${second}`);
    }
  }

  test("is exactly the table of the protocol", () => {
    const both = (role: Role): string[] => [
      `${role} by administrator, case_lead`,
      `${role} by case_lead, administrator`,
    ];
    expect(Array.from(allowed).sort()).toEqual(
      [
        "administrator by root",
        "case_lead by root",
        "data_protection_officer by root",
        ...both("caseworker"),
        ...both("alert_editor"),
        ...both("analyst"),
        ...both("project_worker"),
        "member by project_worker",
        "member by case_lead",
      ].sort(),
    );
  });

  test("nobody at all may not", () => {
    for (const role of codes(roles)) expect(mayIssue(role, [])).toBe(false);
  });

  test("revoking: administrator and case lead anyone, project worker members", () => {
    const may = codes(roles).flatMap((by) => codes(roles).flatMap((of) => (mayRevoke(by, of) ? [`${by} ${of}`] : [])));
    expect(may.filter((pair) => !/^(administrator|case_lead) /.test(pair))).toEqual(["project_worker member"]);
    expect(may.length).toBe(2 * codes(roles).length + 1);
  });
});

describe("chains", () => {
  const chain = [staff.administrator.link, staff.lead.link, staff.worker.link, staff.member.link];
  const verify = (links: Link[]): string => verifyChain({ links }, root.publicKey, deployment).role;

  test("to the root", () => {
    expect(verify(chain)).toBe("member");
    expect(verify(chain.slice(0, 3))).toBe("project_worker");
  });

  const stranger = signingKey(seedOf("stranger"));
  const lead = staff.lead.keys.sign;
  const administrator = staff.administrator.keys.sign;
  const spoilt = (role: Role, issuers: (typeof root)[], spoil: (draft: LinkDraft) => void): Link => {
    const draft = staff.draft("newcomer", role, issuers);
    spoil(draft);
    return signLink(draft);
  };
  const worker = (spoil: (draft: LinkDraft) => void): Link => spoilt("project_worker", [administrator, lead], spoil);

  test("the newcomer unspoilt", () => expect(verify([...chain.slice(0, 2), worker(() => undefined)])).toBe("project_worker"));

  test.each<[string, Link, ClientErrorCode]>([
    ["invitation of another deployment", worker((d) => (d.invitation.deployment = new Uint8Array(16))), "malformed"],
    ["membership of another deployment", worker((d) => (d.membership.deployment = new Uint8Array(16))), "malformed"],
    ["another role in the membership", worker((d) => (d.membership.role = roles.case_lead.wire)), "malformed"],
    ["a role that is none", worker((d) => (d.membership.role = d.invitation.role = 99)), "malformed"],
    ["another invitation", worker((d) => (d.membership.invitation = new Uint8Array(16))), "malformed"],
    ["longer than 7 days", worker((d) => (d.invitation.expires += 1)), "malformed"],
    ["ends before it begins", worker((d) => (d.invitation.expires = d.invitation.issued - 1)), "malformed"],
    ["joined too late", worker((d) => (d.membership.joined = d.invitation.expires + 1)), "malformed"],
    ["the root's key as her own", worker((d) => (d.membership.signingKey = root.publicKey)), "malformed"],
    ["one key for two purposes", worker((d) => (d.membership.checkKey = d.membership.signingKey)), "malformed"],
    ["one issuer's signature missing", worker((d) => d.issuers.pop()), "malformed"],
    ["another's signature", worker((d) => (d.issuers = [administrator, stranger])), "signature"],
    ["issued by a stranger", spoilt("member", [stranger], () => undefined), "signature"],
    ["a role that these may not give", spoilt("case_lead", [administrator, lead], () => undefined), "signature"],
    ["one issuer twice", spoilt("caseworker", [lead, lead], () => undefined), "malformed"],
    ["signed by another invitation's key", worker((d) => (d.invitationKey = stranger)), "signature"],
    ["somebody who is here already", staff.lead.link, "malformed"],
  ])("%s", (_, link, code) => {
    expect(errorOf(() => verify([...chain.slice(0, 2), link]))).toBe(code);
  });

  test("an issuer who comes later, a missing issuer, nobody", () => {
    expect(errorOf(() => verify([staff.worker.link, ...chain.slice(0, 2)]))).toBe("signature");
    expect(errorOf(() => verify(chain.slice(1)))).toBe("signature");
    expect(errorOf(() => verify([]))).toBe("malformed");
  });

  test("one bit of any signature", () => {
    const bad = { ...staff.worker.link, signature: flipped(staff.worker.link.signature, 5) };
    expect(errorOf(() => verify([...chain.slice(0, 2), bad]))).toBe("signature");
  });
});

describe("the keyring", () => {
  const { installation } = staff;
  const lead = staff.lead.keys.sign;
  const verified = (changes: Partial<KeyringRecord> = {}) => verifyKeyring(staff.keyring(changes), installation);

  test("says who is who and which epoch holds", () => {
    const keyring = verified({ revocations: [staff.revocation(lead, staff.editor.keys.sign.publicKey)] });
    expect(roleOf(keyring, staff.caseworker.keys.sign.publicKey)).toBe("caseworker");
    expect(roleOf(keyring, staff.editor.keys.sign.publicKey)).toBe(null);
    expect(roleEver(keyring, staff.editor.keys.sign.publicKey)).toBe("alert_editor");
    expect(staffSigners(keyring, "alert_editor")).toEqual([]);
    expect(staffSigners(keyring, "case_lead").map(hex)).toEqual([hex(lead.publicKey)]);
    expect(currentTeamEpoch(keyring, staff.team, start)?.epoch).toBe(1);
    expect(currentTeamEpoch(keyring, staff.team, start + 90 * day)).toBe(null);
    expect(currentTeamEpoch(keyring, new Uint8Array(16), start)).toBe(null);
  });

  test("the newest epoch counts, not one that still holds", () => {
    const keyring = verified({ teamEpochs: [staff.teamEpoch(lead, 1), staff.teamEpoch(lead, 2, start + day)] });
    expect(currentTeamEpoch(keyring, staff.team, start)).toBe(null);
    expect(currentTeamEpoch(keyring, staff.team, start + day)?.epoch).toBe(2);
  });

  test("what a project worker says binds members only", () => {
    const worker = staff.worker.keys.sign;
    const keyring = verified({
      revocations: [worker, worker].map((by, i) =>
        staff.revocation(by, (i === 0 ? staff.editor : staff.member).keys.sign.publicKey),
      ),
    });
    expect(roleOf(keyring, staff.editor.keys.sign.publicKey)).toBe("alert_editor");
    expect(keyring.revoked.has(hex(staff.member.keys.sign.publicKey))).toBe(true);
  });

  const longEpoch = signStatement(
    lead,
    encodeTeamEpoch({
      deployment,
      team: staff.team,
      epoch: 1,
      deskKey: new Uint8Array(1216),
      editorsKey: new Uint8Array(1216),
      linkKey: new Uint8Array(1216),
      notBefore: start,
      notAfter: start + 90 * day + 1,
    }),
  );
  const bent = (envelope: Signed): Signed => ({ ...envelope, signature: flipped(envelope.signature, 9) });
  const caseworker = staff.caseworker.keys.sign;

  test.each<[string, Partial<KeyringRecord>, ClientErrorCode]>([
    ["another deployment", { deployment: new Uint8Array(16) }, "malformed"],
    ["a team epoch by a caseworker", { teamEpochs: [staff.teamEpoch(caseworker, 1)] }, "signature"],
    ["a group epoch by a caseworker", { groupEpochs: [staff.groupEpoch(caseworker, 1)] }, "signature"],
    ["a check epoch by a case lead", { checkEpochs: [staff.teamEpoch(lead, 1)] }, "signature"],
    ["a bent epoch", { teamEpochs: [bent(staff.teamEpoch(lead, 1))] }, "signature"],
    ["an epoch of more than 90 days", { teamEpochs: [longEpoch] }, "malformed"],
    ["one number twice", { groupEpochs: [staff.groupEpoch(lead, 1), staff.groupEpoch(lead, 1)] }, "malformed"],
    ["numbers that fall", { teamEpochs: [staff.teamEpoch(lead, 2), staff.teamEpoch(lead, 1)] }, "malformed"],
    ["a bent revocation", { revocations: [bent(staff.revocation(lead, seedOf("x")))] }, "signature"],
    ["a revocation by a caseworker", { revocations: [staff.revocation(caseworker, seedOf("x"))] }, "signature"],
    ["a revocation by a stranger", { revocations: [staff.revocation(signingKey(seedOf("y")), seedOf("x"))] }, "signature"],
    ["a link without its issuer", { links: [staff.worker.link] }, "signature"],
    [
      "a member",
      { links: [staff.administrator, staff.lead, staff.worker, staff.member].map(({ link }) => link) },
      "malformed",
    ],
  ])("%s: nothing is believed", (_, changes, code) => {
    expect(errorOf(() => verified(changes))).toBe(code);
  });
});
