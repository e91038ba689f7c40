/**
 * The one Trusted Types policy, named `scripts`: it lets through the build's own worker and service-worker addresses
 * and nothing else. An application makes it once, with every such address, and starts all its workers through it.
 */

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

/**
 * Returns a function that turns one of `addresses` into what `new Worker` and `serviceWorker.register` accept. Any
 * other address throws. Browsers without Trusted Types get the same check and the plain string.
 */
export function scriptPolicy(addresses: readonly string[]): (address: string) => string {
  const allow = (address: string): string => {
    if (!addresses.includes(address)) throw new TypeError("not one of this application's scripts");
    return address;
  };
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return allow;
  const policy = factory.createPolicy("scripts", { createScriptURL: allow });
  // The DOM's types know script addresses as strings; the browser wants the policy's object.
  return (address) => policy.createScriptURL(address) as string;
}
