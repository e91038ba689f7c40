/** Talking to keyd or listd directly, as a hostile `serve` could. */
import { connect } from "node:net";
import { join } from "node:path";
import { decodeDaemonReply, encodeDaemonCall } from "../../../web/shared/generated/records.ts";

export interface Reply {
  /** 0: success; otherwise 1 + the code of the error. */
  readonly status: number;
  readonly body: Uint8Array;
}

export const success = 0;
export const unauthorised = 2;
export const rateLimited = 6;

export function callDaemon(folder: string, daemon: "keyd" | "listd", operation: number, body: Uint8Array): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = encodeDaemonCall({ operation, body });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(call.length);
    const socket = connect(join(folder, "run", `${daemon}.sock`));
    let received = Buffer.alloc(0);
    socket.on("data", (part) => {
      received = Buffer.concat([received, part]);
      if (received.length < 4 || received.length < 4 + received.readUInt32BE()) return;
      resolve(decodeDaemonReply(new Uint8Array(received.subarray(4))));
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the daemon hung up")));
    socket.write(Buffer.concat([length, call]));
  });
}
