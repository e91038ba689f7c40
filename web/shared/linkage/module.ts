/** The compiled linkage engine (src/linkage/wasm.cpp). Only the worker and Node load this file. */
import { RequestModule } from "../request_module.ts";

/** `code` is linkage.wasm. Requests and answers are those of src/linkage/report_wire.h. */
export function loadLinkageModule(code: BufferSource): Promise<RequestModule> {
  return RequestModule.load(code, "respond");
}
