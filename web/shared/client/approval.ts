/** Reading an approval: what must hold before anybody acts on it. */
import { type Approval, type Artefact, type Signed, decodeApproval, decodeArtefact } from "../generated/records.ts";
import { artefactHash } from "./artefact.ts";
import { equal, fromBase64url } from "./bytes.ts";
import { type ConsentChain, commitmentOf, live, permits } from "./consent.ts";
import { ClientError } from "./errors.ts";
import type { ApprovalSection } from "./report_format.ts";
import { openStatement, openStatementBy, signedFromText } from "./signed.ts";

export interface VerifiedApproval {
  readonly artefact: Artefact;
  readonly approval: Approval;
  readonly envelope: Signed;
}

/**
 * By the desk, which has the report's key and its permissions: signed by that key, over exactly this artefact, under
 * receipts that hold and commit to it. "signature" or "malformed".
 */
export function verifyApproval(
  section: ApprovalSection,
  deployment: Uint8Array,
  reportKey: Uint8Array,
  chain: ConsentChain,
  now: number,
): VerifiedApproval {
  const envelope = signedFromText(section.approval);
  const approval = openStatementBy(reportKey, envelope, decodeApproval, deployment);
  const artefact = decodeArtefact(fromBase64url(section.artefact));
  checkArtefact(approval, artefact);
  const commitment = commitmentOf(approval.artefactHash, approval.opening);
  const holds = (scope: "WARN" | "CHECK", id: Uint8Array, expires: number): boolean => {
    const receipt = permits(chain, scope, now) ? live(chain, scope, now) : null;
    return (
      receipt !== null &&
      equal(receipt.receipt, id) &&
      receipt.expires === expires &&
      receipt.commitment !== null &&
      equal(receipt.commitment, commitment)
    );
  };
  const isPermitted =
    holds("WARN", approval.warnReceipt, approval.warnExpires) &&
    (approval.checkReceipt === null || holds("CHECK", approval.checkReceipt, approval.checkExpires));
  if (!isPermitted) throw new ClientError("malformed", "no permission commits to this text");
  return { artefact, approval, envelope };
}

/**
 * By the approver, who knows neither report nor permissions: signed by the key it names, over exactly this artefact. That
 * the receipts hold and commit to it, `serve` checks at hand-over.
 */
export function verifySource(envelope: Signed, deployment: Uint8Array, artefact: Artefact): Approval {
  const approval = openStatement(envelope, decodeApproval, deployment);
  checkArtefact(approval, artefact);
  return approval;
}

function checkArtefact(approval: Approval, artefact: Artefact): void {
  if (!equal(approval.artefactHash, artefactHash(artefact))) {
    throw new ClientError("malformed", "the approval of another text");
  }
}
