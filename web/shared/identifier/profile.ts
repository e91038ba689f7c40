/** Names of profiles on platforms. */
import { type Identifier, failure, success } from "./common.ts";

export const platforms = [
  "adultwork",
  "discord",
  "facebook",
  "instagram",
  "kik",
  "onlyfans",
  "reddit",
  "signal",
  "snapchat",
  "telegram",
  "tiktok",
  "wechat",
  "x",
] as const;
export type Platform = (typeof platforms)[number];

interface PlatformRules {
  /** Host names whose links lead to profiles, without "www." and the like. */
  readonly hosts: readonly string[];
  /** What stands in front of the name in a link's path. */
  readonly path: RegExp;
  /** First parts of a path that are not names. */
  readonly reserved?: readonly string[];
  /** What a name is made of, in lower case. */
  readonly name: RegExp;
  readonly shortest: number;
  readonly longest: number;
  /** Characters that make no difference there; taken out first. */
  readonly ignored?: RegExp;
}

const plainPath = /^\/@?/;
const letters = /^[a-z0-9_]+$/;
const lettersAndDots = /^[a-z0-9._]+$/;
const lettersDotsAndHyphens = /^[a-z0-9._-]+$/;

const platformRules: Readonly<Record<Platform, PlatformRules>> = {
  adultwork: { hosts: ["adultwork.com"], path: plainPath, name: lettersDotsAndHyphens, shortest: 2, longest: 40 },
  discord: { hosts: [], path: plainPath, name: lettersAndDots, shortest: 2, longest: 32 },
  facebook: {
    hosts: ["facebook.com", "fb.com", "fb.me"],
    path: plainPath,
    reserved: ["events", "groups", "marketplace", "pages", "people", "photo", "share", "watch"],
    name: /^[a-z0-9]+$/,
    shortest: 5,
    longest: 50,
    ignored: /\./g,
  },
  instagram: {
    hosts: ["instagram.com"],
    path: plainPath,
    reserved: ["accounts", "direct", "explore", "p", "reel", "reels", "stories", "tv"],
    name: lettersAndDots,
    shortest: 1,
    longest: 30,
  },
  kik: { hosts: ["kik.me"], path: plainPath, name: lettersAndDots, shortest: 2, longest: 30 },
  onlyfans: {
    hosts: ["onlyfans.com"],
    path: plainPath,
    reserved: ["my", "posts"],
    name: lettersDotsAndHyphens,
    shortest: 3,
    longest: 24,
  },
  reddit: { hosts: ["reddit.com"], path: /^\/(?:u|user)\//, name: /^[a-z0-9_-]+$/, shortest: 3, longest: 20 },
  // A name, a dot and the digits that Signal adds.
  signal: { hosts: [], path: plainPath, name: /^[a-z_][a-z0-9_]*\.[0-9]{2,9}$/, shortest: 6, longest: 42 },
  snapchat: { hosts: ["snapchat.com"], path: /^\/(?:add\/|@)/, name: lettersDotsAndHyphens, shortest: 3, longest: 15 },
  telegram: {
    hosts: ["t.me", "telegram.me", "telegram.dog"],
    path: plainPath,
    reserved: ["c", "joinchat", "s", "share"],
    name: letters,
    shortest: 4,
    longest: 32,
  },
  tiktok: { hosts: ["tiktok.com"], path: /^\/@/, name: lettersAndDots, shortest: 2, longest: 24 },
  wechat: { hosts: [], path: plainPath, name: /^[a-z][a-z0-9_-]*$/, shortest: 6, longest: 20 },
  x: {
    hosts: ["x.com", "twitter.com"],
    path: plainPath,
    reserved: ["hashtag", "home", "i", "intent", "search", "share"],
    name: letters,
    shortest: 1,
    longest: 15,
  },
};

export function normaliseHandle(text: string, platform: Platform): Identifier {
  const rules = platformRules[platform];
  const typed = text.normalize("NFKC").toLowerCase().trim();
  const named = nameInLink(typed, rules) ?? typed.replace(/^(?:\/?(?:u|user)\/|@)/u, "");
  if (named === notAProfile) return failure("platform");
  const name = rules.ignored === undefined ? named : named.replace(rules.ignored, "");
  if (name === "") return failure("empty");
  if (!rules.name.test(name)) return failure("characters");
  if (name.length < rules.shortest) return failure("too_short");
  if (name.length > rules.longest) return failure("too_long");
  return success(`usr\0${platform}\0${name}`, `${name} (${platform})`);
}

const notAProfile = Symbol("a link to something else");

/** The name in a link, `notAProfile` for a link that leads elsewhere, null for text that is no link. */
function nameInLink(text: string, rules: PlatformRules): string | typeof notAProfile | null {
  const link = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(\/[^?#]*)/u.exec(text);
  if (link === null) return /^https?:/u.test(text) ? notAProfile : null;
  const host = (link[1] as string).replace(/^(?:www|m|mobile|web|old)\./, "");
  const path = link[2] as string;
  if (!rules.hosts.includes(host) || !rules.path.test(path)) return notAProfile;
  const name = path.replace(rules.path, "").replace(/\/.*$/, "");
  const elsewhere = name === "" || rules.reserved?.includes(name) === true || /\.(?:php|asp|aspx|html?)$/.test(name);
  return elsewhere ? notAProfile : name;
}
