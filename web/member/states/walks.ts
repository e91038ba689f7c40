/** How to reach every screen of the application in every state, from the sign-in page, by what it says in English. */
import type { Page } from "playwright-core";
import { follow, heading, press, section } from "../../tools/hands.ts";

export { follow, heading, press, section } from "../../tools/hands.ts";

export interface Walk {
  readonly name: string;
  /** What the faked flows do; see fakes.ts. */
  readonly scene?: string;
  /** Signs in first. */
  readonly inside?: boolean;
  readonly steps: (page: Page) => Promise<unknown>;
}

/** As in fakes.ts, which only a browser can load. */
const kFakeReference = "00112233445566778899aabbccddeeff";
const kInvitation = "ABCDE FGHJK MNPQR STVWX YZ012 34567 89ABC DEFGH JKMNP";

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Sign-in name").fill("maple-lantern-4821");
  await page.getByLabel("Passphrase").fill("river candle meadow copper window");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Check before you meet" }).waitFor();
}

const next = (page: Page): Promise<void> => press(page, "Continue");

async function invited(page: Page): Promise<void> {
  await follow(page, "I have an invitation");
  await page.getByLabel("Your code").fill(kInvitation);
  await next(page);
  await heading(page, "Who invites you");
}
async function card(page: Page): Promise<void> {
  await invited(page);
  await page.getByLabel("I am 18 or older").check();
  await press(page, "Join");
  await heading(page, "Your sign-in card");
}
async function proof(page: Page): Promise<void> {
  await card(page);
  await press(page, "I have written them down");
  await heading(page, "Two of your five words");
}
async function asked(page: Page): Promise<void> {
  await page.getByLabel("Number or e-mail address").fill("07700 900123");
  await next(page);
  await heading(page, "Is this right?");
}
async function checked(page: Page): Promise<void> {
  await asked(page);
  await press(page, "Check");
  await heading(page, "Result");
}
async function started(page: Page): Promise<void> {
  await section(page, "Report");
  await press(page, "Start");
  await heading(page, "Are you safe now?");
}

/** Answers the questions up to, not including, the one named. */
export async function reportUpTo(page: Page, question: string): Promise<void> {
  await started(page);
  const answers: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["Are you safe now?", () => page.getByLabel("Yes", { exact: true }).check()],
    ["What happened?", async () => {
      await page.locator("summary", { hasText: "Violence or sexual violence" }).click();
      await page.getByLabel("Assault", { exact: true }).check();
    }],
    ["When was it?", () => page.getByLabel("Month").selectOption({ index: 1 })],
    ["Where was it?", () => page.getByLabel("London").check()],
    ["Who was it?", async () => {
      await page.locator("summary", { hasText: "Build" }).click();
      await page.getByLabel("Heavy").check();
    }],
    ["Numbers and names they used", () => page.getByLabel("Phone number").fill("07700 900123")],
    ["In your own words", () => page.getByLabel("In your own words").fill("He came late.\nThen he locked the door.")],
    ["About you", () => page.getByLabel("What may we call you?").fill("Ruby")],
    ["How may we use it?", async () => {
      await page.getByLabel("Warn other members").check();
      await page.getByLabel("A caseworker supports me").check();
    }],
    ["How may we reach you?", async () => undefined],
    ["Others would see this", () => page.getByLabel("Yes, and wait").check()],
  ];
  for (const [title, answer] of answers) {
    await heading(page, title);
    if (title === question) return;
    await answer();
    await next(page);
  }
  await heading(page, "Look at it once more");
}
async function own(page: Page): Promise<void> {
  await section(page, "Mine");
  await follow(page, "Sent on 19 November");
  await heading(page, "Who opened it");
}
const opened = (question: string) => (page: Page): Promise<void> => reportUpTo(page, question);

export const kWalks: readonly Walk[] = [
  { name: "sign in", scene: "demo=yes", steps: async () => undefined },
  { name: "sign in, nothing typed", steps: (page) => press(page, "Sign in") },
  { name: "sign in, refused", scene: "sign_in=error:unauthorised", steps: async (page) => {
    await page.getByLabel("Sign-in name").fill("a");
    await page.getByLabel("Passphrase").fill("b");
    await press(page, "Sign in");
    await heading(page, "Not signed in");
  } },
  { name: "demo's clock", scene: "demo=yes", steps: async (page) => {
    await page.locator("summary", { hasText: "Move the clock" }).click();
    await press(page, "A day on");
    await page.getByText("The demo is a day further on.").waitFor();
  } },
  { name: "safety", steps: async (page) => {
    await follow(page, "What others can see");
    await heading(page, "What it does not do");
  } },
  { name: "help", steps: (page) => follow(page, "Call somebody") },
  { name: "join, wrong code", steps: async (page) => {
    await follow(page, "I have an invitation");
    await page.getByLabel("Your code").fill("abc");
    await next(page);
    await page.getByRole("alert").waitFor();
  } },
  { name: "join, refused code", scene: "invitation=error:not_found", steps: async (page) => {
    await follow(page, "I have an invitation");
    await page.getByLabel("Your code").fill(kInvitation);
    await next(page);
    await page.getByRole("alert").waitFor();
  } },
  { name: "join, who", steps: invited },
  { name: "join, no age", steps: async (page) => {
    await invited(page);
    await press(page, "Join");
    await page.getByRole("alert").waitFor();
  } },
  { name: "join, card", steps: card },
  { name: "join, wrong words", steps: async (page) => {
    await proof(page);
    await page.getByLabel("Word 2").fill("x");
    await press(page, "Make my account");
    await page.getByRole("alert").waitFor();
  } },
  { name: "join, failed", scene: "join=fail", steps: async (page) => {
    await proof(page);
    await page.getByLabel("Word 2").fill("candle");
    await page.getByLabel("Word 4").fill("copper");
    await press(page, "Make my account");
    await heading(page, "That did not work");
  } },
  { name: "join, done", steps: async (page) => {
    await proof(page);
    await page.getByLabel("Word 2").fill("candle");
    await page.getByLabel("Word 4").fill("copper");
    await press(page, "Make my account");
    await heading(page, "You are in");
  } },
  { name: "code, wrong digit", steps: async (page) => {
    await follow(page, "I have a code");
    await page.getByLabel("Your code").fill("4821 0937 5620 1844 6721");
    await press(page, "Open");
    await page.getByRole("alert").waitFor();
  } },
  { name: "code, unknown", scene: "code=error:not_found", steps: async (page) => {
    await follow(page, "I have a code");
    await page.getByLabel("Your code").fill("4821 0937 5620 1844 6728");
    await press(page, "Open");
    await page.getByRole("alert").waitFor();
  } },
  { name: "code, opened", steps: async (page) => {
    await follow(page, "I have a code");
    await page.getByLabel("Your code").fill("4821 0937 5620 1844 6728");
    await press(page, "Open");
    await heading(page, "Whom you are talking to");
  } },
  { name: "code, closed", steps: async (page) => {
    await follow(page, "I have a code");
    await page.evaluate(() => dispatchEvent(Object.defineProperty(new Event("pageshow"), "persisted", { value: true })));
    await heading(page, "Closed after a pause");
  } },
  { name: "check", scene: "demo=yes", inside: true, steps: (page) => page.getByLabel("Number or e-mail address").fill("07700 900123") },
  { name: "check, what is it", inside: true, steps: async (page) => {
    await page.getByLabel("Number or e-mail address").fill("tom");
    await next(page);
    await page.getByRole("alert").waitFor();
  } },
  { name: "check, read back", inside: true, steps: asked },
  { name: "check, under way", scene: "check=pending", inside: true, steps: async (page) => {
    await asked(page);
    await press(page, "Check");
    await page.getByText("Checking. This can take some seconds.").waitFor();
  } },
  { name: "check, hit", inside: true, steps: checked },
  { name: "check, hit that cannot be shown", scene: "warnings=fail", inside: true, steps: checked },
  { name: "check, hit that is withheld", scene: "warnings=withheld", inside: true, steps: async (page) => {
    await checked(page);
    await page.getByText("The server did not hand it over").waitFor();
  } },
  { name: "check, nothing live", scene: "check=nothing", inside: true, steps: checked },
  { name: "check, could not", scene: "check=unknown:clock", inside: true, steps: checked },
  { name: "warnings", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await page.getByText("Last updated").waitFor();
  } },
  { name: "warnings, loading", scene: "warnings=pending", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await page.getByText("Loading…").waitFor();
  } },
  { name: "warnings, failed", scene: "warnings=fail", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await heading(page, "Warnings could not be loaded");
  } },
  { name: "warnings, none", scene: "warnings=none", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await page.getByText("There are no warnings now.").waitFor();
  } },
  { name: "warnings, no key", scene: "warnings=no_key", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await heading(page, "3 warnings cannot be opened here");
  } },
  { name: "warnings, withheld", scene: "warnings=withheld", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await heading(page, "2 warnings cannot be opened here");
  } },
  { name: "warning, withheld", scene: "warnings=withheld", inside: true, steps: async (page) => {
    await page.evaluate((reference) => window.open_screen({ name: "warning", reference }), kFakeReference);
    await heading(page, "This warning cannot be opened here");
  } },
  { name: "warning, gone", inside: true, steps: async (page) => {
    await page.evaluate(() => window.open_screen({ name: "warning", reference: "ff112233445566778899aabbccddeeff" }));
    await page.getByText("This warning is no longer shown.").waitFor();
  } },
  { name: "warning", inside: true, steps: async (page) => {
    await section(page, "Warnings");
    await follow(page, "Robbery with a weapon");
    await heading(page, "Reported to the network");
  } },
  { name: "report, start", inside: true, steps: (page) => section(page, "Report") },
  { name: "report, begun", inside: true, steps: async (page) => {
    await started(page);
    await press(page, "Save and stop");
    await heading(page, "You have begun one");
    await press(page, "Throw it away");
  } },
  { name: "report, not safe", inside: true, steps: async (page) => {
    await started(page);
    await page.getByLabel("No", { exact: true }).check();
  } },
  { name: "report, not saved", scene: "save=fail", inside: true, steps: async (page) => {
    await started(page);
    await next(page);
    await heading(page, "Not saved yet");
  } },
  { name: "report, nothing ticked", inside: true, steps: async (page) => {
    await started(page);
    await next(page);
    await heading(page, "What happened?");
    await next(page);
    await page.getByRole("alert").waitFor();
  } },
  { name: "report, when", inside: true, steps: opened("When was it?") },
  { name: "report, where", inside: true, steps: opened("Where was it?") },
  { name: "report, who", inside: true, steps: async (page) => {
    await reportUpTo(page, "Who was it?");
    await page.locator("summary", { hasText: "Age" }).click();
    await page.getByLabel("35 to 39").check();
  } },
  { name: "report, numbers", inside: true, steps: async (page) => {
    await reportUpTo(page, "Numbers and names they used");
    await page.getByLabel("Phone number").fill("0770");
    await press(page, "Add another");
    await page.getByLabel("What is it?").nth(1).selectOption("handle");
    await next(page);
    await page.getByRole("alert").waitFor();
  } },
  { name: "report, words", inside: true, steps: opened("In your own words") },
  { name: "report, about you", inside: true, steps: opened("About you") },
  { name: "report, use", scene: "teams=two", inside: true, steps: async (page) => {
    await reportUpTo(page, "How may we use it?");
    await page.getByLabel("Warn other members").check();
    await page.getByText("was switched on too").waitFor();
  } },
  { name: "report, reach", inside: true, steps: async (page) => {
    await reportUpTo(page, "How may we reach you?");
    await page.getByLabel("By phone").check();
    await next(page);
    await page.getByRole("alert").waitFor();
  } },
  { name: "report, preview, low", inside: true, steps: opened("Others would see this") },
  { name: "report, preview, medium", scene: "level=medium", inside: true, steps: opened("Others would see this") },
  { name: "report, preview, high", scene: "level=high", inside: true, steps: async (page) => {
    await reportUpTo(page, "Others would see this");
    await heading(page, "He may know it is you");
  } },
  { name: "report, preview, untested", scene: "level=untested", inside: true, steps: opened("Others would see this") },
  { name: "report, preview, nothing", scene: "level=nothing", inside: true, steps: opened("Others would see this") },
  { name: "report, answers", inside: true, steps: opened("") },
  { name: "report, not sent", scene: "submit=error:rate_limited", inside: true, steps: async (page) => {
    await reportUpTo(page, "");
    await press(page, "Send report");
    await heading(page, "Not sent");
  } },
  { name: "report, no answer", scene: "submit=fail", inside: true, steps: async (page) => {
    await reportUpTo(page, "");
    await press(page, "Send report");
    await heading(page, "We do not know whether it arrived");
  } },
  { name: "report, an earlier version arrived", scene: "submit=earlier", inside: true, steps: async (page) => {
    await reportUpTo(page, "");
    await press(page, "Send report");
    await heading(page, "An earlier version of your report arrived");
  } },
  { name: "report, sent", inside: true, steps: async (page) => {
    await reportUpTo(page, "");
    await press(page, "Send report");
    await heading(page, "Your report is sent");
  } },
  { name: "mine", inside: true, steps: async (page) => {
    await section(page, "Mine");
    await page.getByText("With a caseworker").waitFor();
  } },
  { name: "mine, none", scene: "reports=none", inside: true, steps: async (page) => {
    await section(page, "Mine");
    await page.getByText("Nothing here.").waitFor();
  } },
  { name: "mine, failed", scene: "reports=fail", inside: true, steps: async (page) => {
    await section(page, "Mine");
    await heading(page, "Your reports could not be loaded");
  } },
  { name: "own", inside: true, steps: own },
  { name: "own, held", scene: "report=held", inside: true, steps: own },
  { name: "own, failed", scene: "report=fail", inside: true, steps: async (page) => {
    await section(page, "Mine");
    await follow(page, "Sent on 19 November");
    await heading(page, "Your reports could not be loaded");
  } },
  { name: "own, approve", scene: "level=high", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Read the text and decide");
    await heading(page, "He may know it is you");
    await press(page, "Yes, this text may go out");
    await page.getByRole("alert").waitFor();
  } },
  { name: "own, approved", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Read the text and decide");
    await page.getByLabel("As soon as possible").check();
    await press(page, "Yes, this text may go out");
    await page.getByText("You approved this text").waitFor();
    await press(page, "Take this back");
    await heading(page, "What cannot be undone");
    await page.getByText("For this report it cannot be allowed again.").waitFor();
  } },
  { name: "own, approve a text with a number that is not hers", scene: "level=foreign", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Read the text and decide");
    await heading(page, "It holds a number or name that is not from you");
  } },
  { name: "own, part of it lacks", scene: "report=part&level=untested", inside: true, steps: async (page) => {
    await own(page);
    await heading(page, "A part of this report cannot be opened");
  } },
  { name: "own, a message that the team did not sign", scene: "report=forged", inside: true, steps: async (page) => {
    await own(page);
    await page.getByText("Not from your team").waitFor();
    await page.getByText("This was written before a message that stands above it.").waitFor();
    await page.getByText("Who wrote this cannot be checked just now.").waitFor();
  } },
  { name: "own, take one back", inside: true, steps: async (page) => {
    await own(page);
    await page.getByRole("button", { name: "Take back Warning others" }).click();
    await heading(page, "What cannot be undone");
  } },
  { name: "own, asked", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Take everything back");
    await heading(page, "Take everything back?");
    await press(page, "Take everything back");
    await page.getByText("asked, not yet confirmed").first().waitFor();
  } },
  { name: "own, no answer", scene: "act=lost twice", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Take everything back");
    await heading(page, "Take everything back?");
    await press(page, "Take everything back");
    await heading(page, "We do not know whether it arrived");
  } },
  { name: "own, gone", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Take everything back");
    await heading(page, "Take everything back?");
    await press(page, "Take everything back");
    await page.getByText("asked, not yet confirmed").first().waitFor();
    await follow(page, "Update");
    await page.getByText(/gone, \d\d:\d\d/).first().waitFor();
  } },
  { name: "own, gone later", scene: "act=later", inside: true, steps: async (page) => {
    await own(page);
    await press(page, "Take everything back");
    await heading(page, "Take everything back?");
    await press(page, "Take everything back");
    await page.getByText("asked, not yet confirmed").first().waitFor();
    await follow(page, "Update");
    await page.getByText("Gone by").first().waitFor();
    await page.locator(".notice.caution").waitFor();
    await page.getByText("Not everything is confirmed yet").waitFor();
  } },
  { name: "more", inside: true, steps: (page) => section(page, "More") },
  { name: "about", inside: true, steps: async (page) => {
    await section(page, "More");
    await follow(page, "About this network");
    await heading(page, "About this network");
  } },
  { name: "passphrase", scene: "change=error:unauthorised", inside: true, steps: async (page) => {
    await section(page, "More");
    await follow(page, "Change the passphrase");
    await page.getByLabel("Present passphrase").fill("river");
    await press(page, "Suggest five words");
    await press(page, "Change it");
    await page.getByRole("alert").waitFor();
  } },
  { name: "locked", inside: true, steps: async (page) => {
    await section(page, "More");
    await press(page, "Lock now");
    await heading(page, "Locked");
  } },
];
