/** How to reach every screen of the desks in every state, from the sign-in page, by what it says in English. */
import type { Page } from "playwright-core";
import { follow, heading, press, section } from "../../member/states/walks.ts";
import type { Role } from "../../shared/generated/vocabulary.ts";

export interface Walk {
  readonly name: string;
  /** Who signs in; absent: nobody. */
  readonly role?: Role;
  /** What the faked flows do; see fakes.ts. */
  readonly scene?: string;
  readonly steps?: (page: Page) => Promise<unknown>;
}

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Sign-in name").fill("maple-lantern-4821");
  await page.getByLabel("Passphrase").fill("river candle meadow copper window");
  await press(page, "Sign in");
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

/** Takes the report on top of the queue. */
export async function taken(page: Page): Promise<void> {
  await press(page, "Take the next one");
  await heading(page, "What happened");
}

export async function drafting(page: Page): Promise<void> {
  await taken(page);
  await press(page, "Draft a warning");
  await heading(page, "Draft a warning");
}

/** Tests a text with the reporter's name in it, or one without words. */
export async function tested(page: Page, text: string): Promise<void> {
  await drafting(page);
  await page.getByLabel("In words").fill(text);
  await press(page, "Test and preview");
  await heading(page, "Would it give the reporter away?");
}

export async function reviewed(page: Page): Promise<void> {
  await page.getByRole("link", { name: /^Warning/ }).first().click();
  await heading(page, "Verified in this browser");
}

/** Everything the fairness record asks. */
export async function answerFairness(page: Page): Promise<void> {
  for (const question of ["Purpose", "Necessity", "A milder way", "Evidence", "Harm if it is wrong", "Safeguards"]) {
    await page.getByLabel(question, { exact: true }).fill("Members meet this person.");
  }
  await page.getByLabel("Preventing or detecting unlawful acts").check();
  await page.getByLabel("Look at it again on").fill(new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10));
}

async function keysPage(page: Page): Promise<void> {
  await section(page, "People");
  await press(page, "Keys");
  await heading(page, "Keys");
}

async function inviting(page: Page): Promise<void> {
  await press(page, "Invite somebody");
  await heading(page, "Invite somebody");
}

/** The first entry of the list. */
export async function compared(page: Page): Promise<void> {
  await page.getByRole("link", { name: /^Entry/ }).first().click();
  await heading(page, "What this report says");
}

/** It and the first that is proposed for it. */
export async function paired(page: Page): Promise<void> {
  await compared(page);
  await heading(page, "May be the same person");
  await page.getByRole("link", { name: /^Entry/ }).first().click();
  await heading(page, "How it adds up");
}

const live = (page: Page): Promise<void> => section(page, "Live");

export const kWalks: readonly Walk[] = [
  { name: "sign-in" },
  { name: "sign-in, nothing typed", scene: "demo=yes", steps: (page) => press(page, "Sign in") },
  { name: "joining", steps: (page) => follow(page, "I have an invitation") },

  { name: "queue", role: "caseworker", steps: (page) => heading(page, "Queue") },
  { name: "queue, waiting", role: "caseworker", steps: (page) => page.getByRole("button", { name: /^Waiting/ }).click() },
  { name: "queue, clear", role: "caseworker", scene: "queue=none", steps: (page) => page.getByText("The queue is clear").waitFor() },
  { name: "queue, failed", role: "caseworker", scene: "queue=fail", steps: (page) => heading(page, "The queue could not be loaded") },
  { name: "queue, loading", role: "caseworker", scene: "queue=pending", steps: (page) => page.getByText("Loading…").waitFor() },
  { name: "queue, somebody was faster", role: "caseworker", scene: "claim=error:conflict", steps: async (page) => {
    await press(page, "Take the next one");
    await heading(page, "Somebody else was faster");
  } },
  { name: "queue, not taken", role: "caseworker", scene: "claim=fail", steps: async (page) => {
    await press(page, "Take the next one");
    await heading(page, "It was not taken");
  } },
  { name: "queue, no keys", role: "caseworker", scene: "team_keys=awaited", steps: (page) => heading(page, "You do not have the team's keys yet") },
  { name: "queue, assigning", role: "case_lead", steps: async (page) => {
    await page.getByRole("button", { name: /^Give to somebody/ }).first().click();
    await page.getByLabel("Give it to").waitFor();
  } },
  { name: "queue, no team keys made", role: "case_lead", scene: "team_keys=not_made&queue=none", steps: (page) => heading(page, "The team has no keys yet") },

  { name: "report", role: "caseworker", steps: taken },
  { name: "report, nothing in it", role: "caseworker", scene: "report=bare", steps: taken },
  { name: "report, warning withdrawn", role: "caseworker", scene: "report=no_warn", steps: taken },
  { name: "report, parts sealed", role: "caseworker", scene: "report=sealed", steps: taken },
  { name: "report, a message and a note that nobody signed", role: "caseworker", scene: "report=forged", steps: async (page) => {
    await taken(page);
    await page.getByText("Not from the reporter").waitFor();
    await page.getByText("Nobody of the desk has signed this note.").waitFor();
  } },
  { name: "report, approval arrived", role: "caseworker", scene: "report=approved", steps: taken },
  { name: "report, waiting for the reporter", role: "caseworker", scene: "report=waiting", steps: taken },
  { name: "report, gone", role: "caseworker", scene: "open=error:not_found", steps: async (page) => {
    await press(page, "Take the next one");
    await page.getByText("This report is not here any more").waitFor();
  } },
  { name: "report, could not be opened", role: "caseworker", scene: "open=fail", steps: async (page) => {
    await press(page, "Take the next one");
    await heading(page, "The report could not be opened");
  } },
  { name: "report, opening", role: "caseworker", scene: "open=pending", steps: async (page) => {
    await press(page, "Take the next one");
    await page.getByText("Opening and unsealing").waitFor();
  } },
  { name: "report, message not sent", role: "caseworker", scene: "act=fail", steps: async (page) => {
    await taken(page);
    await page.getByLabel("Write to the reporter").fill("Are you all right?");
    await press(page, "Send message");
    await heading(page, "The message was not sent");
  } },
  { name: "report, offered for comparing", role: "caseworker", steps: async (page) => {
    await taken(page);
    await press(page, "Offer for comparison");
    await page.getByText("Nothing was decided about it yet").waitFor();
  } },
  { name: "report, not offered", role: "caseworker", scene: "act=fail", steps: async (page) => {
    await taken(page);
    await press(page, "Offer for comparison");
    await heading(page, "It was not offered");
  } },
  { name: "report, nothing to compare by", role: "caseworker", scene: "link=nothing", steps: taken },
  { name: "report, with what was found", role: "caseworker", scene: "link=flags", steps: async (page) => {
    await taken(page);
    await page.getByText("The same person as in another report").waitFor();
  } },
  { name: "report, with what was found, for a case lead", role: "case_lead", scene: "link=flags", steps: async (page) => {
    await taken(page);
    await page.getByRole("button", { name: "Who else may this be" }).waitFor();
  } },
  { name: "report, closing", role: "caseworker", steps: async (page) => {
    await taken(page);
    await press(page, "Close this report");
    await page.getByText("Nobody of the team can open it after this").waitFor();
  } },
  { name: "report, sent back", role: "caseworker", scene: "report=returned", steps: async (page) => {
    await taken(page);
    await page.getByText("The editors sent it back").waitFor();
    await press(page, "Change it and ask again");
    await page.locator("textarea").waitFor();
  } },
  { name: "report, adopting", role: "caseworker", scene: "report=adopt", steps: async (page) => {
    await taken(page);
    await press(page, "Look at the approved text");
    await heading(page, "The text the reporter approved");
  } },
  { name: "report, adopting refused", role: "caseworker", scene: "report=adopt&level=high", steps: async (page) => {
    await taken(page);
    await press(page, "Look at the approved text");
    await press(page, "Take it over as it is");
    await heading(page, "The test says");
  } },

  { name: "draft", role: "caseworker", steps: drafting },
  { name: "draft, more facts", role: "caseworker", steps: async (page) => {
    await drafting(page);
    await page.locator("summary", { hasText: "More: The person" }).click();
    await page.locator("summary", { hasText: "Build" }).click();
    await page.getByLabel("Heavy", { exact: true }).click();
    await page.getByRole("checkbox", { name: "Build: Heavy", checked: true }).waitFor();
  } },
  { name: "draft, errors", role: "caseworker", steps: async (page) => {
    await drafting(page);
    await page.getByLabel("Robbery with a weapon").first().uncheck();
    await page.getByLabel("Assault", { exact: true }).first().uncheck();
    await page.getByLabel("Region").selectOption("");
    await press(page, "Test and preview");
    await heading(page, "2 things need another look");
  } },
  { name: "draft, test failed", role: "caseworker", scene: "test=fail", steps: async (page) => {
    await drafting(page);
    await press(page, "Test and preview");
    await heading(page, "The text could not be tested");
  } },
  { name: "draft, tested high", role: "caseworker", steps: (page) => tested(page, "He locked the door and said nobody would believe Ruby.") },
  { name: "draft, tested low", role: "caseworker", steps: (page) => tested(page, "") },
  { name: "draft, not sent", role: "caseworker", scene: "act=fail", steps: async (page) => {
    await tested(page, "");
    await press(page, "Send to the reporter");
    await heading(page, "It was not sent");
  } },

  { name: "drafts of a caseworker", role: "caseworker", steps: (page) => section(page, "Drafts") },
  { name: "drafts of a case lead", role: "case_lead", steps: (page) => section(page, "Drafts") },
  { name: "drafts, none", role: "caseworker", scene: "drafts=none", steps: (page) => section(page, "Drafts") },
  { name: "drafts, failed", role: "alert_editor", scene: "drafts=fail", steps: (page) => heading(page, "The list could not be loaded") },

  { name: "review list", role: "alert_editor", steps: (page) => heading(page, "Warnings to review") },
  { name: "review list, something is missing", role: "alert_editor", scene: "live=gap", steps: (page) => heading(page, "The list and the slot map do not fit") },
  { name: "review, fairness record", role: "alert_editor", steps: reviewed },
  { name: "review, fairness errors", role: "alert_editor", steps: async (page) => {
    await reviewed(page);
    await press(page, "Approve");
    await heading(page, "7 things need another look");
  } },
  { name: "review, reviewed", role: "alert_editor", scene: "review=reviewed", steps: reviewed },
  { name: "review, high", role: "alert_editor", scene: "review=high", steps: reviewed },
  { name: "review, broken", role: "alert_editor", scene: "review=broken", steps: reviewed },
  { name: "review, own draft", role: "alert_editor", scene: "review=own", steps: reviewed },
  { name: "review, could not be opened", role: "alert_editor", scene: "opened=fail", steps: async (page) => {
    await page.getByRole("link", { name: /^Warning/ }).first().click();
    await heading(page, "The warning could not be opened");
  } },
  { name: "review, sending back", role: "alert_editor", steps: async (page) => {
    await reviewed(page);
    await page.locator("summary", { hasText: "Send it back instead" }).click();
    await press(page, "Send it back");
  } },
  { name: "review, publishing", role: "alert_editor", scene: "review=reviewed&publish=pending", steps: async (page) => {
    await reviewed(page);
    await press(page, "Publish");
    await page.getByText("Forming the entries").waitFor();
  } },
  { name: "review, not published", role: "alert_editor", scene: "review=reviewed&publish=fail", steps: async (page) => {
    await reviewed(page);
    await press(page, "Publish");
    await heading(page, "It was not published");
  } },
  { name: "review, published", role: "alert_editor", scene: "review=reviewed", steps: async (page) => {
    await reviewed(page);
    await press(page, "Publish");
    await heading(page, "Handed over");
  } },
  { name: "review, third signature", role: "case_lead", scene: "review=third", steps: async (page) => {
    await section(page, "Drafts");
    await reviewed(page);
    await heading(page, "Third signature");
  } },

  { name: "live", role: "alert_editor", steps: live },
  { name: "live, gap", role: "alert_editor", scene: "live=gap", steps: live },
  { name: "live, none", role: "alert_editor", scene: "live=none", steps: live },
  { name: "live, failed", role: "alert_editor", scene: "live=fail", steps: live },
  { name: "live, taking down", role: "alert_editor", steps: async (page) => {
    await live(page);
    await page.getByRole("button", { name: /^Take it down/ }).first().click();
    await page.getByText("Take it down now?").waitFor();
  } },
  { name: "live, asked to take down", role: "alert_editor", scene: "hide=waiting", steps: async (page) => {
    await live(page);
    await page.getByRole("button", { name: /^Take it down/ }).first().click();
    await press(page, "Yes, take it down");
    await heading(page, "Asked, not yet confirmed");
  } },
  { name: "live, not shown", role: "case_lead", scene: "live=gap", steps: async (page) => {
    await live(page);
    await page.getByRole("button", { name: /^Not shown/ }).click();
    await page.getByText("Sign to bring it back").waitFor();
  } },
  { name: "live, data-protection officer", role: "data_protection_officer", steps: async (page) => {
    await heading(page, "Bring back by its reference");
    await page.getByLabel("Reference").fill("too short");
    await press(page, "Sign to bring it back");
  } },

  { name: "keys", role: "case_lead", steps: keysPage },
  { name: "keys, none", role: "case_lead", scene: "keys=none", steps: keysPage },
  { name: "keys, somebody refused", role: "case_lead", scene: "keys=refused", steps: keysPage },
  { name: "keys, given", role: "case_lead", steps: async (page) => {
    await keysPage(page);
    await press(page, "Give it to all of them");
    await heading(page, "3 people have the keys now");
  } },
  { name: "keys, comparing", role: "case_lead", steps: async (page) => {
    await keysPage(page);
    await page.getByRole("button", { name: /^Give the team's keys/ }).first().click();
    await page.getByText("Do not ask through this service").waitFor();
  } },
  { name: "keys, given to one", role: "case_lead", steps: async (page) => {
    await keysPage(page);
    await page.getByRole("button", { name: /^Give the team's keys/ }).first().click();
    await press(page, "It is the same, give them");
    await heading(page, "1 person has the keys now");
  } },
  { name: "keys, a warning left behind", role: "case_lead", scene: "lost=2", steps: async (page) => {
    await keysPage(page);
    await press(page, "Make a new group key");
    await press(page, "Yes, make new keys");
    await heading(page, "2 warnings stay unreadable");
  } },
  { name: "keys, renewing failed", role: "case_lead", scene: "act=fail", steps: async (page) => {
    await keysPage(page);
    await press(page, "Make new team keys");
    await press(page, "Yes, make new keys");
    await heading(page, "That did not work");
  } },
  { name: "keys, failed", role: "case_lead", scene: "keys=fail", steps: keysPage },

  { name: "people of a case lead", role: "case_lead", steps: (page) => section(page, "People") },
  { name: "people of an administrator", role: "administrator", steps: (page) => heading(page, "Staff") },
  { name: "people of a project worker", role: "project_worker", steps: (page) => section(page, "People") },
  { name: "people, an invitation taken back", role: "project_worker", steps: async (page) => {
    await section(page, "People");
    await page.getByRole("button", { name: /^Take it back/ }).first().click();
    await page.getByText("The code stops working at once.").waitFor();
    await press(page, "Yes, take it back");
    await heading(page, "Taken back");
  } },
  { name: "people, failed", role: "administrator", scene: "people=fail&invitations=fail", steps: (page) => heading(page, "The list could not be loaded") },
  { name: "people, revoking", role: "administrator", steps: async (page) => {
    await page.getByRole("button", { name: /^Revoke/ }).first().click();
    await page.getByText("It ends what this person may do").waitFor();
  } },
  { name: "people, revoked", role: "case_lead", steps: async (page) => {
    await section(page, "People");
    await page.getByRole("button", { name: /^Revoke/ }).first().click();
    await press(page, "Yes, revoke");
    await heading(page, "Revoked");
  } },
  { name: "invite", role: "administrator", steps: async (page) => {
    await inviting(page);
    await page.getByLabel("Caseworker").check();
    await page.getByLabel("Who signs as well?").waitFor();
  } },
  { name: "invite, errors", role: "case_lead", steps: async (page) => {
    await section(page, "People");
    await inviting(page);
    await press(page, "Make the invitation");
  } },
  { name: "invite, nobody to sign", role: "administrator", scene: "people=fail", steps: async (page) => {
    await inviting(page);
    await page.getByLabel("Caseworker").check();
    await heading(page, "The list could not be loaded");
  } },
  { name: "invite, code", role: "project_worker", steps: async (page) => {
    await section(page, "People");
    await inviting(page);
    await press(page, "Make the invitation");
    await heading(page, "The code");
  } },
  { name: "invite, limit reached", role: "project_worker", scene: "invite=error:rate_limited", steps: async (page) => {
    await section(page, "People");
    await inviting(page);
    await press(page, "Make the invitation");
    await heading(page, "The invitation was not made");
  } },

  { name: "links", role: "analyst", steps: (page) => heading(page, "Who may be the same person") },
  { name: "links of a case lead", role: "case_lead", steps: (page) => section(page, "Links") },
  { name: "links, decided", role: "analyst", steps: (page) => page.getByRole("button", { name: /^Decided/ }).click() },
  { name: "links, groups", role: "analyst", steps: async (page) => {
    await page.getByRole("button", { name: /^Groups/ }).click();
    await heading(page, "2 entries, one person");
  } },
  { name: "links, none", role: "analyst", scene: "links=none", steps: (page) => page.getByText("Nothing is offered for comparing").waitFor() },
  { name: "links, loading", role: "analyst", scene: "links=pending", steps: (page) => page.getByText("Opening and unsealing").waitFor() },
  { name: "links, failed", role: "analyst", scene: "links=fail", steps: (page) => heading(page, "What may be compared could not be loaded") },
  { name: "links, key awaited", role: "case_lead", scene: "links=awaited", steps: async (page) => {
    await section(page, "Links");
    await heading(page, "You do not have the key for comparing yet");
  } },
  { name: "links, some do not open", role: "analyst", scene: "links=unopened", steps: (page) => heading(page, "2 entries do not open here") },
  { name: "an entry and who it may be", role: "analyst", steps: compared },
  { name: "an entry, for a case lead", role: "case_lead", steps: async (page) => {
    await section(page, "Links");
    await compared(page);
    await page.getByRole("button", { name: "Open the report" }).waitFor();
  } },
  { name: "an entry, weaker ones as well", role: "analyst", steps: async (page) => {
    await compared(page);
    await page.getByText("Weaker (1)").click();
  } },
  { name: "an entry, comparing", role: "analyst", scene: "candidates=pending", steps: async (page) => {
    await compared(page);
    await page.getByText("Comparing…").waitFor();
  } },
  { name: "an entry, nobody found", role: "analyst", scene: "candidates=none", steps: async (page) => {
    await compared(page);
    await page.getByText("No likely match was found").waitFor();
  } },
  { name: "an entry, little to compare by", role: "analyst", scene: "candidates=thin", steps: async (page) => {
    await compared(page);
    await heading(page, "There is little to compare by");
  } },
  { name: "an entry, could not compare", role: "analyst", scene: "candidates=fail", steps: async (page) => {
    await compared(page);
    await heading(page, "Could not compare");
  } },
  { name: "an entry that nobody signed", role: "analyst", scene: "entry=unsigned", steps: async (page) => {
    await page.getByRole("link", { name: /^Entry/ }).first().click();
    await heading(page, "Nobody of the desk has signed this entry");
  } },
  { name: "links that nobody signed", role: "analyst", scene: "entry=unsigned", steps: (page) => page.getByText("Nobody of the desk has signed this entry").first().waitFor() },
  { name: "a pair", role: "analyst", steps: paired },
  { name: "a pair, decided through others", role: "analyst", scene: "candidates=through", steps: paired },
  { name: "a pair, no answer chosen", role: "analyst", steps: async (page) => {
    await paired(page);
    await press(page, "Save the answer");
    await page.getByRole("alert").waitFor();
  } },
  { name: "a pair, saved", role: "analyst", steps: async (page) => {
    await paired(page);
    await page.getByLabel("The same person").check();
    await press(page, "Save the answer");
    await heading(page, "Saved");
  } },
  { name: "a pair, not saved", role: "analyst", scene: "act=fail", steps: async (page) => {
    await paired(page);
    await page.getByLabel("Cannot tell").check();
    await press(page, "Save the answer");
    await heading(page, "It was not saved");
  } },
  { name: "a pair, a contradiction", role: "analyst", scene: "decide=conflict", steps: async (page) => {
    await paired(page);
    await page.getByLabel("Different people").check();
    await press(page, "Save the answer");
    await heading(page, "This does not fit with what was decided before");
  } },

  { name: "audit", role: "administrator", steps: (page) => section(page, "Audit") },
  { name: "audit, failed", role: "data_protection_officer", scene: "audit=fail", steps: (page) => section(page, "Audit") },
  { name: "check", role: "caseworker", steps: (page) => section(page, "Check") },
  { name: "warnings", role: "project_worker", steps: (page) => section(page, "Warnings") },
  { name: "more", role: "case_lead", steps: (page) => section(page, "More") },
  { name: "passphrase", role: "administrator", steps: async (page) => {
    await section(page, "More");
    await follow(page, "Change the passphrase");
    await heading(page, "Change the passphrase");
  } },
  { name: "locked", role: "caseworker", steps: async (page) => {
    await section(page, "More");
    await press(page, "Lock now");
    await heading(page, "Locked");
  } },
];
