/**
 * Would this text give the reporter away? The test itself is src/recognition (C++, its rules are in recognise.h),
 * compiled to WebAssembly. A browser application calls `setRecogniserFactory` once at its start and the test runs in a
 * worker; Node has no factory and runs it directly, from build/wasm.
 */
import type { Artefact } from "../generated/records.ts";
import { type RecognitionLevel, descriptorValues, fromWire, recognitionLevels } from "../generated/vocabulary.ts";
import {
  areaBandLabels,
  descriptorKindLabels,
  descriptorValueLabels,
  incidentTypeLabels,
  moTagLabels,
  warningLevelLabels,
} from "../generated/vocabulary_labels.ts";
import type { RequestModule } from "../request_module.ts";
import { type Bytes, wipe } from "./bytes.ts";
import { type Reader, decodeWith, encodeWith } from "./encoding.ts";
import { ClientError } from "./errors.ts";
import type { ContactSection, ReportContent } from "./report_format.ts";

/** Of the rules built into this client: stands in signed records. Another version's answer is refused. */
export const recogniserVersion = 1;

/** What a text of the reporter is; all but the last are values, found as a whole and by their parts. */
export const reporterKinds = [
  "name",
  "working_name",
  "phone",
  "email",
  "handle",
  "place",
  "venue",
  "price",
  "service",
  "age",
  "other",
  /** Told in her own words: only runs of words count. */
  "narrative",
] as const;
export type ReporterKind = (typeof reporterKinds)[number];

/** Where a text stands in the artefact. */
export const artefactFields = ["free_text", "short_text", "area", "period", "descriptor", "coded", "identifier"] as const;
export type ArtefactField = (typeof artefactFields)[number];

export const recognitionRules = ["value", "token", "verbatim", "precision", "content", "single_source"] as const;
export type RecognitionRule = (typeof recognitionRules)[number];

/** Why a place is objected to. The catalogues translate these. */
export const recognitionReasons = [
  "own_name",
  "own_working_name",
  "own_phone",
  "own_email",
  "own_handle",
  "own_place",
  "own_venue",
  "own_price",
  "own_service",
  "own_age",
  "own_other",
  "incident_date",
  "verbatim",
  "near_verbatim",
  "day",
  "weekday",
  "clock",
  "recent",
  "period_form",
  "street",
  "building",
  "postcode",
  "landmark",
  "area_form",
  "price",
  "service",
  "injury",
  "colleagues",
  "quotation",
  "first_person",
  "origin",
  "gender",
  "sector",
  "animal",
  "tattoo",
  "target_group",
  "single_source",
] as const;
export type RecognitionReason = (typeof recognitionReasons)[number];

export interface ReporterText {
  readonly kind: ReporterKind;
  readonly text: string;
}

export interface ArtefactText {
  readonly field: ArtefactField;
  readonly text: string;
}

/** What is known besides the texts. */
export interface Circumstances {
  /** The day it happened, "2026-11-03"; null if that is not known. */
  readonly date: string | null;
  /** Where exactly; empty if that is not known. */
  readonly place: string;
  /** Reports behind the artefact. */
  readonly sources: number;
  /** Controlled words as people see them, in every language at hand. */
  readonly controlled: readonly string[];
}

/** One place that is objected to. */
export interface RecognitionHit {
  readonly rule: RecognitionRule;
  readonly reason: RecognitionReason;
  readonly level: RecognitionLevel;
  readonly field: ArtefactField;
  /** Index of the text among those given. */
  readonly text: number;
  /** In code points: Array.from(text).slice(start, start + length). */
  readonly start: number;
  readonly length: number;
  /** These code points. */
  readonly excerpt: string;
}

export interface Recognition {
  readonly level: RecognitionLevel;
  readonly hits: readonly RecognitionHit[];
}

/** Makes the worker whose code is ../recognition/worker.ts. */
export type WorkerFactory = () => Worker;

/** A request and its number, as the worker gets them. */
export interface WorkerRequest {
  readonly id: number;
  readonly request: Bytes;
}

export interface WorkerReply {
  readonly id: number;
  /** "failed": it could not be loaded, or broke down. */
  readonly state: "answered" | "malformed" | "failed";
  readonly answer: Bytes | null;
}

const longestText = 65536;
const limits = { reporter: 64, artefact: 128, controlled: 4096, hits: 2 ** 20 };

/** The labels of every controlled word that a warning may hold. */
export const vocabularyLabels: readonly string[] = [
  areaBandLabels,
  descriptorKindLabels,
  descriptorValueLabels,
  incidentTypeLabels,
  moTagLabels,
  warningLevelLabels,
].flatMap((labels: Readonly<Record<string, string>>) => Object.values(labels));

/** One report, neither day nor place known. */
export const singleSource: Circumstances = { date: null, place: "", sources: 1, controlled: vocabularyLabels };

/**
 * Holds everything that the reporter wrote against everything that others would see. "malformed" if a text has more
 * than 64 KiB or there are too many; "recogniser" if it can't be run here: then nothing may be approved here.
 */
export async function recognise(
  reporter: readonly ReporterText[],
  artefact: readonly ArtefactText[],
  circumstances: Circumstances = singleSource,
): Promise<Recognition> {
  const request = encodeRequest(reporter, artefact, circumstances);
  const answer = await (factory === null ? runDirectly(request) : runInWorker(factory, request));
  try {
    return decodeWith(answer, (reader) => readAnswer(reader, artefact));
  } finally {
    wipe(answer);
  }
}

/** The test with its version, to be handed to the flows that need it. */
export const recogniser = { version: recogniserVersion, recognise } as const;

/**
 * Everything that she wrote about herself or told. Not among it: the identifiers of the person reported, which the
 * warning is there to show.
 */
export function reporterTexts({ subject, event, words, about_me, contact }: ReportContent): ReporterText[] {
  const texts: ReporterText[] = [
    ...Object.values(subject?.spoken ?? {}).map((text): ReporterText => ({ kind: "narrative", text })),
    { kind: "other", text: event?.around ?? "" },
    { kind: "narrative", text: words?.text ?? "" },
    { kind: "working_name", text: about_me?.workingName ?? "" },
    { kind: "narrative", text: about_me?.pronouns ?? "" },
    ...(contact === undefined ? [] : [{ kind: contactKinds[contact.way], text: contact.value }]),
  ];
  return texts.filter(({ text }) => text !== "");
}

const contactKinds: Readonly<Record<ContactSection["way"], ReporterKind>> = { app: "other", phone: "phone", email: "email", other: "other" };

/** The texts of an artefact, with the form each must have. */
export function artefactTexts(artefact: Artefact): ArtefactText[] {
  const coded = [...artefact.incidentTypes, ...artefact.behaviours, ...artefact.advice, ...artefact.descriptors.map(({ kind }) => kind)];
  const texts: ArtefactText[] = [
    { field: "free_text", text: artefact.freeText },
    { field: "short_text", text: artefact.shortText },
    { field: "area", text: artefact.area },
    ...coded.map((text): ArtefactText => ({ field: "coded", text })),
    ...artefact.descriptors.map(({ value }): ArtefactText => ({ field: Object.hasOwn(descriptorValues, value) ? "coded" : "descriptor", text: value })),
    ...artefact.identifiers.flatMap(({ canonical, shown }): ArtefactText[] => [
      { field: "identifier", text: canonical },
      { field: "identifier", text: shown },
    ]),
  ];
  // No month is no hint.
  if (artefact.period !== "") texts.push({ field: "period", text: artefact.period });
  return texts;
}

function encodeRequest(reporter: readonly ReporterText[], artefact: readonly ArtefactText[], circumstances: Circumstances): Bytes {
  return encodeWith((w) => {
    const text = (value: string): void => w.text(value.replace(/[\0\p{Surrogate}]/gu, " "), longestText);
    const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(circumstances.date ?? "");
    if (circumstances.date !== null && date === null) throw new ClientError("malformed", "the day of the incident");
    w.boolean(date !== null);
    if (date !== null) {
      w.u16(Number(date[1]));
      w.u8(Number(date[2]));
      w.u8(Number(date[3]));
    }
    text(circumstances.place);
    w.u8(Math.min(circumstances.sources, 255));
    w.list(circumstances.controlled, limits.controlled, text);
    w.list(reporter, limits.reporter, (item) => {
      w.u8(reporterKinds.indexOf(item.kind) + 1);
      text(item.text);
    });
    w.list(artefact, limits.artefact, (item) => {
      w.u8(artefactFields.indexOf(item.field) + 1);
      text(item.text);
    });
  });
}

function readAnswer(r: Reader, artefact: readonly ArtefactText[]): Recognition {
  if (r.u16() !== recogniserVersion) throw new ClientError("recogniser", "another version of the rules");
  const points = artefact.map(({ text }) => Array.from(text));
  const level = listed(fromWire(recognitionLevels, r.u8()));
  const hits = r.list(limits.hits, 13, (): RecognitionHit => {
    const rule = listed(recognitionRules[r.u8() - 1]);
    const reason = listed(recognitionReasons[r.u8() - 1]);
    const hitLevel = listed(fromWire(recognitionLevels, r.u8()));
    const text = r.u16();
    const start = r.u32();
    const length = r.u32();
    const { field } = listed(artefact[text]);
    const excerpt = listed(points[text]).slice(start, start + length).join("");
    return { rule, reason, level: hitLevel, field, text, start, length, excerpt };
  });
  return { level, hits };
}

function listed<T>(value: T | undefined): T {
  if (value === undefined) throw new ClientError("recogniser", "an answer that makes no sense");
  return value;
}

interface Waiting {
  readonly resolve: (answer: Bytes) => void;
  readonly reject: (error: ClientError) => void;
}

let factory: WorkerFactory | null = null;
let worker: Worker | null = null;
let nextId = 1;
const waiting = new Map<number, Waiting>();
let direct: Promise<RequestModule> | null = null;

/** From now on the test runs in a worker that `make` starts when it is first needed. */
export function setRecogniserFactory(make: WorkerFactory): void {
  stopRecogniser();
  factory = make;
}

/** Ends the worker, and with it what it has read: on lock and on quick exit. Open tests fail with "recogniser". */
export function stopRecogniser(): void {
  worker?.terminate();
  worker = null;
  direct = null;
  const open = [...waiting.values()];
  waiting.clear();
  for (const test of open) test.reject(new ClientError("recogniser", "the worker was stopped"));
}

function runInWorker(make: WorkerFactory, request: Bytes): Promise<Bytes> {
  worker ??= startWorker(make);
  const target = worker;
  return new Promise((resolve, reject) => {
    const id = nextId;
    nextId += 1;
    waiting.set(id, { resolve, reject });
    const message: WorkerRequest = { id, request };
    // Moved, not copied: nothing of it stays behind here.
    target.postMessage(message, [request.buffer]);
  });
}

function startWorker(make: WorkerFactory): Worker {
  const started = make();
  started.onmessage = ({ data: { id, state, answer } }: MessageEvent<WorkerReply>) => {
    const test = waiting.get(id);
    waiting.delete(id);
    if (answer !== null) test?.resolve(answer);
    else test?.reject(refusal(state));
  };
  started.onerror = () => stopRecogniser();
  return started;
}

function refusal(state: WorkerReply["state"]): ClientError {
  return state === "malformed" ? new ClientError("malformed", "the request") : new ClientError("recogniser", "it could not run");
}

async function runDirectly(request: Bytes): Promise<Bytes> {
  direct ??= loadFromFile();
  let answer: Bytes | null;
  try {
    answer = (await direct).run(request);
  } catch {
    direct = null;
    throw refusal("failed");
  } finally {
    wipe(request);
  }
  if (answer === null) throw refusal("malformed");
  return answer;
}

async function loadFromFile(): Promise<RequestModule> {
  const { RequestModule } = await import("../request_module.ts");
  // A path in a variable, and the file system by name: bundlers for browsers must not try to follow either.
  const path = "../../../build/wasm/recognition.wasm";
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  return RequestModule.load(await readFile(new URL(path, import.meta.url)));
}
