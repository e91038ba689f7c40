/** What a telephone dials for a number as people write it: "+44 (0)20 7946 0000" is +442079460000. */
export function dialled(number: string): string {
  const digits = number.trim().startsWith("+") ? number.replace("(0)", "") : number;
  return digits.replace(/[^0-9+]/g, "");
}
