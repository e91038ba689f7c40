/** Clients that never finish: they must neither hold up the others nor the end of the server. */
import { connect, type Socket } from "node:net";
import type { RunningInstallation } from "../tests/http/support/installation.ts";
import type { Person } from "../tests/http/support/people.ts";
import { atMost, quantile, type Row } from "./results.ts";
import { pause, type Stage, startBehind, startServe } from "./stage.ts";
import { headersOf, keepAlive, quick } from "./traffic.ts";

const trickling = 500;
const halfSent = 200;

function open(installation: RunningInstallation): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(installation.memberUrl).port), "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

function requestText(installation: RunningInstallation): string {
  const { host } = new URL(installation.memberUrl);
  const body = JSON.stringify({ login: "somebody-unknown-1000", element: "A".repeat(43) });
  return `POST /api/sign-in/start HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

export async function measureTrickling(stage: Stage): Promise<Row[]> {
  const { installation } = stage;
  const person = stage.members[0] as Person;
  const sockets = await Promise.all(Array.from({ length: trickling }, () => open(installation)));
  const text = requestText(installation);
  let sent = 0;
  const trickle = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write(text.charAt(sent));
    sent += 1;
  }, 1000);
  const agent = keepAlive();
  const latencies: number[] = [];
  for (let i = 0; i < 200; i += 1) {
    const started = performance.now();
    const { status } = await quick(installation.memberUrl, "GET", "/api/session", undefined, { agent, headers: headersOf(person) });
    if (status !== 200) throw new Error(`another user was answered with ${status}`);
    latencies.push(performance.now() - started);
    await pause(25);
  }
  const open_ = sockets.filter(({ writable }) => writable).length;
  clearInterval(trickle);
  for (const socket of sockets) socket.destroy();
  agent.destroy();
  if (open_ < trickling) throw new Error(`only ${open_} connections were left`);
  console.log(`  another user's request: median ${quantile(latencies, 0.5).toFixed(1)} ms, p95 ${quantile(latencies, 0.95).toFixed(1)} ms`);
  return [atMost(`${trickling} connections of a byte a second: another user's slowest request`, Math.max(...latencies), "ms", 50)];
}

/** The installation must be stopped. */
export async function measureStop(stage: Stage): Promise<Row[]> {
  const { installation } = stage;
  const behind = await startBehind(installation.folder);
  const { serve } = await startServe(installation);
  const text = requestText(installation);
  const sockets = await Promise.all(Array.from({ length: halfSent }, () => open(installation)));
  for (const socket of sockets) {
    socket.on("error", () => undefined);
    socket.write(text.slice(0, text.length - 20));
  }
  await pause(200);
  const started = performance.now();
  const code = await serve.stop("SIGTERM");
  const milliseconds = performance.now() - started;
  for (const socket of sockets) socket.destroy();
  for (const daemon of behind) await daemon.stop();
  if (code !== 0) throw new Error(`the server ended with ${code}`);
  return [atMost(`SIGTERM with ${halfSent} half-sent requests: to a clean end`, milliseconds / 1000, "s", 5)];
}
