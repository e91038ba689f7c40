/** A thousand wrong logins from a thousand addresses must not keep an honest person out, nor slow her down much. */
import { base64url, fromBase64url, randomBelow, randomBytes } from "../web/shared/client/bytes.ts";
import { hardenFinish, hardenStart } from "../web/shared/client/keys.ts";
import { blindPlain } from "../web/shared/client/oprf.ts";
import { sign } from "../web/shared/client/signature.ts";
import { encodeSignInStatement } from "../web/shared/generated/records.ts";
import type { Person } from "../tests/http/support/people.ts";
import { atMost, quantile, type Row } from "./results.ts";
import { pause, type Stage } from "./stage.ts";
import { quick } from "./traffic.ts";

const wrongLogins = 1000;
const seconds = 10;
const honestLogins = 100;

export async function measureLogins(stage: Stage): Promise<Row[]> {
  const person = stage.members[1] as Person;
  await honest(person, 5);
  const calm = await honest(person, honestLogins);
  const [attacked] = await Promise.all([honest(person, honestLogins), attack(person)]);
  const before = quantile(calm, 0.95);
  const during = quantile(attacked, 0.95);
  console.log(
    `  an honest login's two requests: median ${quantile(calm, 0.5).toFixed(1)} ms, p95 ${before.toFixed(1)} ms; ` +
      `under attack median ${quantile(attacked, 0.5).toFixed(1)} ms, p95 ${during.toFixed(1)} ms`,
  );
  return [atMost(`honest login during ${wrongLogins} wrong ones in ${seconds} s: p95 against its own before`, during / before, "×", 2)];
}

/**
 * Milliseconds that the server takes over one login's two requests, spread over the seconds of an attack. The slow hash is
 * made once and what the client computes in between is left out: it would hide the server's share.
 */
async function honest(person: Person, count: number): Promise<number[]> {
  const { client, login, passphrase, browser } = person;
  const { deployment } = client.installation;
  const headers = { Origin: browser.origin, "Content-Type": "application/json" };
  const hardening = await hardenStart(passphrase, login, deployment, client.random);
  const element = base64url(hardening.element);
  const latencies: number[] = [];
  let keys: ReturnType<typeof hardenFinish> | null = null;
  for (let i = 0; i < count; i += 1) {
    const started = performance.now();
    const start = await quick(browser.origin, "POST", "/api/sign-in/start", JSON.stringify({ login, element }), { headers });
    const halfway = performance.now();
    if (start.status !== 200) throw new Error(`an honest login was answered with ${start.status}`);
    const { element: evaluated, nonce } = JSON.parse(start.body) as { element: string; nonce: string };
    keys ??= hardenFinish(hardening, fromBase64url(evaluated));
    const statement = encodeSignInStatement({ deployment, login, nonce: fromBase64url(nonce) });
    const body = JSON.stringify({ login, nonce, signature: base64url(sign(keys.auth, statement)) });
    const again = performance.now();
    const finish = await quick(browser.origin, "POST", "/api/sign-in/finish", body, { headers });
    if (finish.status !== 200) throw new Error(`an honest login was answered with ${finish.status}`);
    latencies.push(halfway - started + performance.now() - again);
    await pause((seconds * 1000) / honestLogins - (performance.now() - started));
  }
  return latencies;
}

/** Every wrong login has its own name and comes from its own address, whole: hardening, then a signature that is none. */
async function attack(person: Person): Promise<void> {
  const { origin } = person.browser;
  const headers = { Origin: origin, "Content-Type": "application/json" };
  const elements = Array.from({ length: 50 }, () => base64url(blindPlain(randomBytes(32)).element));
  const one = async (number: number): Promise<void> => {
    await pause((number * seconds * 1000) / wrongLogins);
    const options = { headers, localAddress: `127.1.${number >> 8}.${(number & 255) || 1}` };
    const login = `somebody-unknown-${1000 + number}`;
    const start = await quick(origin, "POST", "/api/sign-in/start", JSON.stringify({ login, element: elements[randomBelow(elements.length)] }), options);
    if (start.status !== 200) throw new Error(`a login was answered with ${start.status}`);
    const { nonce } = JSON.parse(start.body) as { nonce: string };
    const finish = await quick(origin, "POST", "/api/sign-in/finish", JSON.stringify({ login, nonce, signature: base64url(randomBytes(64)) }), options);
    if (finish.status !== 401) throw new Error(`a wrong login was answered with ${finish.status}`);
  };
  await Promise.all(Array.from({ length: wrongLogins }, (_, number) => one(number)));
}
