/** A compiled module (src/base/wasm.cpp): bytes in, bytes out. Only workers and Node load this file. */
import type { Bytes } from "./client/bytes.ts";

interface Exports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  /** Address of so many bytes; 0 if that is too many. */
  request_buffer(size: number): number;
  /** Address of the answer: four bytes of length, then so many bytes. */
  respond(): number;
}

export class RequestModule {
  private readonly exports: Exports;

  private constructor(exports: Exports) {
    this.exports = exports;
  }

  /** `code` is build/wasm/….wasm. The module imports nothing: it can reach nothing but what it is handed. */
  static async load(code: BufferSource): Promise<RequestModule> {
    const { instance } = await WebAssembly.instantiate(code);
    const exports = instance.exports as unknown as Exports;
    exports._initialize();
    return new RequestModule(exports);
  }

  /** The answer to a request; null if the request is malformed. */
  run(request: Uint8Array): Bytes | null {
    const { memory, request_buffer, respond } = this.exports;
    const room = request_buffer(request.length);
    if (room === 0 && request.length > 0) return null;
    new Uint8Array(memory.buffer, room, request.length).set(request);
    const answer = respond();
    // The memory may have grown, and with it have moved, meanwhile.
    const size = new DataView(memory.buffer).getUint32(answer);
    return size === 0 ? null : new Uint8Array(memory.buffer.slice(answer + 4, answer + 4 + size));
  }
}
