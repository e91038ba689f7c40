/** Whether an error is the server's refusal with one of these codes. Known by name: no client code is loaded for it. */
export function isApi(error: unknown, ...codes: readonly string[]): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === "ApiError" && codes.includes(String(code));
}
