/** What this page was opened with, read before the router clears the address: "#check=hit&warnings=none". */
const scene = new URLSearchParams(location.hash.slice(1));

/** The wanted behaviour of one flow; "" is the usual one. */
export function wanted(flow: string): string {
  return scene.get(flow) ?? "";
}
