/** How long the server takes to start on the data of an installation in use, and what the three daemons hold when idle. */
import { atMost, quantile, type Row } from "./results.ts";
import { pause, residentMemory, type Stage, startBehind, startServe } from "./stage.ts";

const starts = 11;

/** The installation must be stopped. */
export async function measureStart(stage: Stage): Promise<Row[]> {
  const { installation } = stage;
  const [keyd, listd] = await startBehind(installation.folder);
  const times: number[] = [];
  let memory = Number.NaN;
  for (let i = 0; i < starts; i += 1) {
    const { serve, milliseconds } = await startServe(installation);
    times.push(milliseconds);
    if (i === starts - 1) {
      await pause(3000);
      memory = residentMemory(serve.pid);
    }
    await serve.stop();
  }
  const daemons = { keyd: residentMemory(keyd.pid), listd: residentMemory(listd.pid) };
  for (const daemon of [keyd, listd]) await daemon.stop();
  return [
    atMost("start of the server on existing data: to the first answer, median", quantile(times, 0.5), "ms", 150),
    atMost("idle memory of serve", memory, "MB", 40),
    atMost("idle memory of parasol-keyd", daemons.keyd, "MB", 12),
    atMost("idle memory of parasol-listd", daemons.listd, "MB", 12),
  ];
}
