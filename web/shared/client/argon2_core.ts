/** Argon2id itself (WebAssembly). Only the worker and Node load this file; a page's thread never does. */
import { argon2id as wasmArgon2id } from "hash-wasm";
import type { Bytes } from "./bytes.ts";

export interface Argon2Job {
  readonly password: Uint8Array;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  readonly passes: number;
  readonly mib: number;
  /** Bytes of output, 4 or more. */
  readonly length: number;
}

/** Argon2id version 0x13 with one lane (RFC 9106). */
export async function runArgon2(job: Argon2Job): Promise<Bytes> {
  return new Uint8Array(
    await wasmArgon2id({
      password: job.password,
      salt: job.salt,
      iterations: job.passes,
      parallelism: 1,
      memorySize: job.mib * 1024,
      hashLength: job.length,
      outputType: "binary",
    }),
  );
}
