/** What a telephone dials for a number as people write it: "+44 (0)20 7946 0000" is +442079460000. */
export const dialled = (number: string): string => number.replace(/(\+.*)\(0\)/, "$1").replace(/[^0-9+]/g, "");
