/** A PostgreSQL server of its own, gone with `stop`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { build } from "../../http/support/installation.ts";

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** It lives as long as a command under with_postgres that waits for the end of its input. */
export async function startPostgres(): Promise<Server> {
  const child = spawn(join(build, "tests/support/with_postgres"), ["sh", "-c", 'echo "$PARASOL_TEST_POSTGRES"; cat'], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const said = once(child.stdout, "data").then(([line]) => String(line).trim());
  const url = await Promise.race([said, ended.then(() => "")]);
  if (url === "") throw new Error("PostgreSQL did not start");
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
