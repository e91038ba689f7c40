/** api/openapi.yaml as the tests use it: rows, samples of what they take, and whether an answer is as described. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";
import type { Role } from "../../../web/shared/generated/vocabulary.ts";
import type { Answer } from "./browser.ts";

export type Schema = Readonly<Record<string, unknown>>;
interface Response {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { required?: boolean }>>;
  readonly content?: Readonly<Record<string, { schema?: Schema }>>;
}
interface RawOperation {
  readonly "x-access": "anyone" | "report_key" | "signed_in" | "open" | readonly Role[];
  readonly "x-origins": readonly ("member" | "staff")[];
  readonly "x-demo"?: boolean;
  readonly "x-body-limit"?: number;
  readonly parameters?: readonly Schema[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<Record<string, Response>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly responses: Readonly<Record<string, Response>> };
}

export const documentText = readFileSync(join(import.meta.dirname, "../../../api/openapi.yaml"), "utf8");
export const document = parse(documentText) as Document;

export interface Operation {
  readonly method: string;
  /** The template. */
  readonly path: string;
  readonly access: RawOperation["x-access"];
  readonly origins: readonly ("member" | "staff")[];
  readonly isDemo: boolean;
  /** Null: it takes no body. */
  readonly bodyLimit: number | null;
  readonly body: Schema | null;
  readonly raw: RawOperation;
}

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, raw]) => ({
    method: verb.toUpperCase(),
    path,
    access: raw["x-access"],
    origins: raw["x-origins"],
    isDemo: raw["x-demo"] ?? false,
    bodyLimit: raw["x-body-limit"] ?? null,
    body: raw.requestBody?.content["application/json"]?.schema ?? null,
    raw,
  })),
);

export function nameOf(operation: Operation): string {
  return `${operation.method} ${operation.path}`;
}

/** Whether somebody with this role, or nobody, gets past the door of a row. */
export function mayCall(operation: Operation, role: Role | null): boolean {
  if (operation.access === "anyone" || operation.access === "report_key" || operation.access === "open") return true;
  return role !== null && (operation.access === "signed_in" || operation.access.includes(role));
}

const templates = operations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, "[^/]+")}$`),
}));

/** The row that a request is for; a literal path goes before a template. */
export function operationOf(method: string, target: string): Operation | null {
  const path = target.split("?")[0] ?? "";
  const wanted = method === "HEAD" ? "GET" : method;
  const fits = templates.filter(({ pattern, operation }) => operation.method === wanted && pattern.test(path));
  return (fits.find(({ operation }) => operation.path === path) ?? fits[0])?.operation ?? null;
}

// ---- Schemas ----

const ajv = new Ajv2020({ strict: false });
ajv.addSchema(document, "api");
const validators = new Map<string, ValidateFunction>();

/** Compiles the schema at a place of the document, given as its steps. */
function validator(...steps: readonly string[]): ValidateFunction {
  const pointer = steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  let found = validators.get(pointer);
  if (found === undefined) {
    found = ajv.compile({ $ref: `api#/${pointer}` });
    validators.set(pointer, found);
  }
  return found;
}

function check(validate: ValidateFunction, value: unknown, what: string): void {
  if (!validate(value)) throw new Error(`${what} is not as described: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value).slice(0, 400)}`);
}

export function checkRequest(method: string, target: string, body: unknown): void {
  const operation = operationOf(method, target);
  if (operation === null) throw new Error(`${method} ${target} is not described`);
  if (operation.body === null) {
    if (body !== undefined) throw new Error(`${nameOf(operation)} takes no body`);
    return;
  }
  const steps = ["paths", operation.path, operation.method.toLowerCase(), "requestBody", "content", "application/json", "schema"];
  check(validator(...steps), body, `the body of ${nameOf(operation)}`);
}

/** What `default` stands for. */
const failures = new Set([400, 411, 413, 414, 417, 431, 500, 501, 503, 505]);

/** Throws if an answer is not one that the document promises, or lacks a header that every answer has. */
export function checkAnswer(method: string, target: string, answer: Answer): void {
  checkSecurityHeaders(answer, `${method} ${target} (${answer.status})`);
  const operation = operationOf(method, target);
  const isOurs = /^\/(api|list|open)(\/|$)/.test(target.split("?")[0] ?? "");
  if (operation === null) {
    if (!isOurs) return;
    const name = answer.status === 404 ? "NotFoundError" : "FailedError";
    if (method !== "HEAD") check(validator("components", "schemas", name), parseBody(answer, name), `the answer to ${method} ${target} (${answer.status})`);
    return;
  }
  const what = `the answer to ${nameOf(operation)} (${answer.status})`;
  const base = ["paths", operation.path, operation.method.toLowerCase(), "responses"];
  // Another Host or Origin makes every row a path that does not exist.
  const key = String(answer.status) in operation.raw.responses ? String(answer.status) : answer.status === 404 ? null : "default";
  if (key === "default" && !failures.has(answer.status)) throw new Error(`${what} has no such status`);
  const described: Response = key === null ? { $ref: "#/components/responses/NotFound" } : (operation.raw.responses[key] as Response);
  const reference = described.$ref?.split("/").slice(1);
  const steps = reference ?? [...base, key ?? ""];
  const response = reference === undefined ? described : (document.components.responses[reference[2] as string] as Response);

  const type = answer.headers.find(([name]) => name === "content-type")?.[1] ?? "";
  const kind = Object.keys(response.content ?? {}).find((name) => type === name || type.startsWith(`${name};`));
  const isEmpty = type === "" && answer.body.length === 0;
  if (response.content === undefined ? !isEmpty : kind === undefined) throw new Error(`${what} is ${type}`);
  for (const name of ["set-cookie", "clear-site-data"]) {
    const [, wanted] = Object.entries(response.headers ?? {}).find(([field]) => field.toLowerCase() === name) ?? [];
    const isThere = answer.headers.some(([field]) => field === name);
    if (isThere ? wanted === undefined : wanted?.required === true) throw new Error(`${what}: ${name}`);
  }
  if (kind !== undefined && /^application\/(problem\+)?json$/.test(kind) && method !== "HEAD") check(validator(...steps, "content", kind, "schema"), parseBody(answer, what), what);
}

function parseBody(answer: Answer, what: string): unknown {
  try {
    return JSON.parse(answer.body.toString("utf8")) as unknown;
  } catch {
    throw new Error(`${what}: no JSON: ${answer.body.toString("latin1").slice(0, 200)}`);
  }
}

/** Of every answer that is not HTTPS: exactly these, once each, in this order after the row's own. */
export const securityHeaders: readonly (readonly [string, string])[] = [
  [
    "content-security-policy",
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; " +
      "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types scripts",
  ],
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  [
    "permissions-policy",
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), " +
      "idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
  ],
];

/** What may stand beside them. */
const otherHeaders = new Set([
  "content-type",
  "content-length",
  "x-robots-tag",
  "cache-control",
  "connection",
  "etag",
  "vary",
  "set-cookie",
  "clear-site-data",
  "retry-after",
  "allow",
]);

export function checkSecurityHeaders(answer: Answer, what: string): void {
  // The staff guide as data: any site's page may read it, as it may the open directory.
  const isGuide = / \/[\w-]+\/w\/guide\.json \((?:200|304)\)$/.test(what);
  for (const [name, value] of securityHeaders) {
    const found = answer.headers.filter(([other]) => other === name);
    if (found.length !== 1 || found[0]?.[1] !== (isGuide && name === "cross-origin-resource-policy" ? "cross-origin" : value)) throw new Error(`${what}: ${name}`);
  }
  const [type = "", robots] = ["content-type", "x-robots-tag"].map((wanted) => answer.headers.find(([name]) => name === wanted)?.[1]);
  if (robots !== (type.startsWith("text/html") ? undefined : "noindex, noarchive")) throw new Error(`${what}: x-robots-tag: ${robots}`);
  for (const [name] of answer.headers) {
    const isKnown = otherHeaders.has(name) || securityHeaders.some(([other]) => other === name) || (name.startsWith("access-control-") && (isGuide || / \/open[/?]?/.test(what)));
    if (!isKnown) throw new Error(`${what}: unexpected header ${name}`);
  }
  const caching = answer.headers.find(([name]) => name === "cache-control")?.[1];
  if (caching !== "no-store" && (caching === undefined || what.includes(" /api/"))) throw new Error(`${what}: cache-control: ${caching}`);
}

// ---- Samples ----

export function resolve(schema: Schema): Schema {
  const reference = schema["$ref"];
  if (typeof reference !== "string") return schema;
  return document.components.schemas[reference.split("/").at(-1) as string] as Schema;
}

export type Samples = Readonly<Record<string, unknown>>;

/**
 * A value that fits: of every text the shortest, of bytes zeros, of every list one item, every property there.
 * `samples` stand in for schemas by name.
 */
export function sampleOf(schema: Schema, samples: Samples = {}): unknown {
  const name = String(schema["$ref"] ?? "").split("/").at(-1) as string;
  if (name in samples) return samples[name];
  const { type, pattern, minLength, minimum, properties, items, oneOf } = resolve(schema) as {
    type?: string;
    pattern?: string;
    minLength?: number;
    minimum?: number;
    properties?: Readonly<Record<string, Schema>>;
    items?: Schema;
    oneOf?: readonly Schema[];
  };
  const words = resolve(schema)["enum"] as readonly unknown[] | undefined;
  if (words !== undefined) return words[0];
  if ("const" in resolve(schema)) return resolve(schema)["const"];
  if (oneOf !== undefined) return sampleOf(oneOf[0] as Schema, samples);
  if (type === "object") return Object.fromEntries(Object.entries(properties ?? {}).map(([key, value]) => [key, sampleOf(value, samples)]));
  if (type === "array") return [sampleOf(items as Schema, samples)];
  if (type === "integer") return minimum ?? 0;
  if (type === "boolean") return false;
  if (pattern?.includes("a-z0-9-") && !pattern.includes("A-Z")) return "nobody-here";
  const fixed = /^\^\[A-Za-z0-9_-\]\{(\d+)\}(\[\w+\])?\$$/.exec(pattern ?? "");
  if (fixed !== null) return "A".repeat(Number(fixed[1]) + (fixed[2] === undefined ? 0 : 1));
  return "A".repeat(minLength ?? 0);
}

/** A path of the template; parameters that are not given are objects that do not exist. */
export function pathOf(operation: Operation, parameters: Readonly<Record<string, string>> = {}): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? (name === "hash" ? "0".repeat(64) : "A".repeat(22)));
}
