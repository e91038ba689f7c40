/** The compiled recogniser (src/recognition/wasm.cpp). Only the worker and Node load this file. */
import { RequestModule } from "../request_module.ts";

export type RecogniserModule = RequestModule;

export const RecogniserModule = {
  /** `code` is recognition.wasm. */
  load: (code: BufferSource): Promise<RecogniserModule> => RequestModule.load(code, "recognise"),
} as const;
