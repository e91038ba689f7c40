/** Asks again until the answer is awaited for: the daemons look at their clock once a second. */
export async function until<T>(ask: () => Promise<T> | T, isEnough: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
