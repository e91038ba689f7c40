/**
 * What goes over HTTP, as api/openapi.yaml says it. Only types: nothing of this file is left at run time.
 * Byte strings and encoded records are base64url; controlled words are codes of the vocabulary; `day` counts days since
 * 1970; other times are milliseconds.
 */
import type { components, paths } from "../generated/api.ts";

type Schemas = components["schemas"];

/** base64url without padding. */
export type Base64 = Schemas["Bytes"];

export type TrustAnswer = Schemas["Trust"];
export type AccountAnswer = Schemas["Account"];
export type JoinOffer = Schemas["JoinOffer"];
export type JoinBody = Schemas["JoinRequest"];
export type InvitationState = Schemas["InvitationState"];
export type InvitationRow = Schemas["InvitationRow"];
/** An account. Keys and wraps are for case leads only. */
export type PersonRow = Schemas["PersonRow"];
/** For case leads: an open invitation that lacks the current group wrap. */
export type InvitedRow = Schemas["InvitedRow"];
/** A group wrap for one of the two. */
export type GroupRecipient = Schemas["WrapForAccount"] | Schemas["WrapForInvitation"];
export type ContentKeyRow = Schemas["ContentKeyRow"];
export type WarningRow = Schemas["LiveWarning"];
export type AccessRow = Schemas["AccessRow"];
export type OwnerAnswer = Schemas["OwnerView"];
export type QueueRow = Schemas["QueueRow"];
export type DeskAnswer = Schemas["DeskView"];
export type DraftRow = Schemas["DeskWarning"];
export type DraftAnswer = Schemas["WarningView"];
export type Opening = Schemas["Opening"];
export type HandOver = Schemas["HandOver"];

// ---- Every row, by its method and path ----

type Json = "application/json";
type Verb = "get" | "post" | "put";
type Verbs<P extends keyof paths> = { [V in Verb]: paths[P] extends Record<V, { responses: object }> ? V : never }[Verb];

type Path<O> = O extends { parameters: { path: infer P } } ? { readonly path: P } : unknown;
type Query<O> = O extends { parameters: { query?: infer Q } }
  ? [Q] extends [undefined]
    ? unknown
    : { readonly query: Exclude<Q, undefined> }
  : unknown;
type Body<O> = O extends { requestBody: { content: Record<Json, infer B> } } ? { readonly body: B } : unknown;
type Good<R> = R extends { 200: infer G } ? G : R extends { 201: infer G } ? G : never;
type Out<O> = O extends { responses: infer R } ? (Good<R> extends { content: Record<Json, infer B> } ? B : never) : never;
type Row<O> = Path<O> & Query<O> & Body<O> & { readonly out: Out<O> };

type Rows = {
  [V in Verb]: {
    [P in keyof paths as V extends Verbs<P> ? `${Uppercase<V>} ${P}` : never]: V extends keyof paths[P] ? Row<paths[P][V]> : never;
  };
};
type AllRows = Rows["get"] & Rows["post"] & Rows["put"];

/** Path parameters, query, body and answer of every row that answers in JSON. */
export type Endpoints = { [N in keyof AllRows as [AllRows[N]["out"]] extends [never] ? never : N]: AllRows[N] };

/** What goes along with a call to a row: path parameters, query and body, where it has them. */
export type Arguments<E extends keyof Endpoints> = Omit<Endpoints[E], "out">;
export type Answer<E extends keyof Endpoints> = Endpoints[E]["out"];
