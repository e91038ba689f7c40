/**
 * Every part of a screen in every state, for developers: `PARASOL_APP=gallery npx vite`. The words stand here and not
 * in a catalogue, since nobody else reads them; the parts' own words come from the catalogues, also as pseudo-language.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { setLanguage } from "../shared/i18n/index.ts";
import { kPseudoLanguage } from "../shared/i18n/languages.ts";
import {
  ActionLink, Actions, Button, CallLink, CallOut, CheckboxGroup, Choose, CodeDisplay, CouldNotCheck, createRouter, Details, Empty, Entry, Field, Form, kMemberLock,
  LanguageLinks, Link, List, ListItem, LoadFailed, Loading, LockNotice, Notice, NothingLive, Page, PhoneLines, RadioGroup, Shell, Standing,
  SummaryList, Table, Tag, TextArea, Tick, TypeIn, useRoute, WayIn, WaysIn, type FieldError, type NavigationItem, errorFor,
} from "../shared/ui/index.ts";
import { startApplication } from "../shared/ui/start.tsx";

const kSections = ["check", "warnings", "report", "timer", "more"] as const;
const kScreens = [...kSections, "read"] as const;
type Screen = (typeof kScreens)[number];

const router = createRouter<{ name: Screen }>({ name: "check" });

function Check(): JSX.Element {
  const [number, setNumber] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  return (
    <Page key="check" heading="Check before you meet" title="Check" errors={errors}
      lead="A phone number, an e-mail address or a username. It leaves this phone only in a form that nobody can read.">
      <Form onSubmit={() => setErrors(number ? [] : [{ field: "number", message: "Type or paste something to check" }])}>
        <Field name="number" label="Number, e-mail or username" hint="For example 07700 900123" kind="phone" value={number}
          onInput={setNumber} error={errorFor(errors, "number")} note={number && `We read this as +44 ${number}`} />
        <Actions><Button type="submit">Check</Button><Button kind="secondary">Paste</Button></Actions>
      </Form>
      <p class="note">28 of 30 checks left today</p>
      <Notice kind="live" title="A warning matches this number">
        <p>Robbery with a weapon, March 2026. Two people told us, not knowing each other.</p>
        <p><Link onFollow={() => router.go({ name: "warnings" })}>Read the warning</Link></p>
      </Notice>
      <NothingLive><p>Three more things to do: ask for a call first, tell somebody, use the timer.</p></NothingLive>
      <CouldNotCheck reason="The list is older than three hours." onRetry={() => undefined} />
      <Notice kind="caution" title="Your clock is wrong"><p>Set the time of this phone, then try again.</p></Notice>
      <Notice kind="done" title="Sent"><p>Somebody reads it by Monday, 17:00.</p></Notice>
      <Notice title="Why we ask"><p>The area helps us warn the people who work there.</p></Notice>
      <LoadFailed onRetry={() => undefined} />
    </Page>
  );
}

function Warnings(): JSX.Element {
  return (
    <Page key="warnings" heading="Warnings" title="News" lead="Last updated today, 14:02.">
      <List>
        <ListItem title="Fake police officer asks for money" onFollow={() => undefined} tags={<Tag kind="live">New</Tag>}>Indoor, Leeds area, March 2026</ListItem>
        <ListItem title="Number that robs with a knife" onFollow={() => undefined} tags={<Tag kind="strong">Updated</Tag>}>Outcall, Bristol area, February 2026</ListItem>
        <ListItem title="Removed at the reporter's wish" onFollow={() => undefined} tags={<Tag>Withdrawn</Tag>}>January 2026</ListItem>
        <ListItem title="Not confirmed yet" onFollow={() => undefined} tags={<Tag kind="unknown">Not checked</Tag>} />
      </List>
      <Empty text="No warnings for your area this month."><p><Link onFollow={() => undefined}>Show warnings nearby</Link></p></Empty>
      <Table caption="Reports by month" name="months">
        <thead><tr><th scope="col">Month</th><th scope="col">Kind</th><th scope="col" class="figure">Reports</th><th scope="col">Area</th></tr></thead>
        <tbody>
          <tr><th scope="row">January 2026</th><td>Robbery</td><td class="figure">12</td><td>Yorkshire and the Humber</td></tr>
          <tr><th scope="row">February 2026</th><td>Online threats</td><td class="figure">31</td><td>London</td></tr>
          <tr><th scope="row">March 2026</th><td>Payment taken back</td><td class="figure">fewer than 5</td><td>Wales</td></tr>
        </tbody>
      </Table>
      <Details summary="What “updated” means"><p>Somebody added a fact after the warning went out.</p></Details>
      <h2>While loading</h2>
      <Loading />
    </Page>
  );
}

const kErrors: FieldError[] = [
  { field: "when", message: "Choose when it happened, or “I don't know”" },
  { field: "story", message: "Make the text 12 characters shorter" },
];

function Report(): JSX.Element {
  const [when, setWhen] = useState<"today" | "week" | "unknown" | null>(null);
  const [kinds, setKinds] = useState<("robbery" | "threat" | "other")[]>(["threat"]);
  const [story, setStory] = useState("What happened, in my own words.");
  const [secret, setSecret] = useState("river candle");
  const [wrong, setWrong] = useState(false);
  const errors = wrong ? kErrors : [];
  return (
    <Page key="report" heading="What happened?" title="Write" errors={errors} onBack={() => router.back()}
      lead="Tick what fits. You can skip any question.">
      <Form onSubmit={() => setWrong(!wrong)}>
        <CheckboxGroup name="kinds" label="Kinds" values={kinds} onChange={setKinds} options={[
          { value: "robbery", label: "Robbery or theft" },
          { value: "threat", label: "Threats", hint: "Also online, also about telling others what you do" },
          { value: "other", label: "Something else" },
        ]} />
        <RadioGroup name="when" label="When was it?" hint="A guess is fine." value={when} onChange={setWhen} error={errorFor(errors, "when")} options={[
          { value: "today", label: "Today or yesterday" }, { value: "week", label: "This week" }, { value: "unknown", label: "I don't know" },
        ]} />
        <TextArea name="story" label="In your own words" hint="Leave out your own name and address." value={story} onInput={setStory} limit={40} error={errorFor(errors, "story")} />
        <Field name="secret" kind="password" label="Your five words" value={secret} onInput={setSecret} autoComplete="current-password" />
        <Field name="day" kind="number" short label="Day" value="" onInput={() => undefined} />
        <Actions>
          <Button type="submit">Continue</Button>
          <Button kind="quiet" onClick={() => router.back()}>Save and stop</Button>
        </Actions>
      </Form>
      <h2>Buttons</h2>
      <Actions>
        <Button>Send report</Button><Button kind="secondary">Read first</Button><Button kind="danger">Delete all</Button>
        <Button busy="Sending…">Send</Button>
      </Actions>
      <Button blocked="The person has not agreed to a warning.">Write warning</Button>
      <h2>Check your answers</h2>
      <SummaryList rows={[
        { key: "What happened", value: "Threats, something else", onChange: () => undefined, what: "what happened" },
        { key: "When", onChange: () => undefined, what: "when" },
        { key: "In your own words", value: "He wrote forty messages in a day.\nThen he came to the door.", onChange: () => undefined, what: "your words" },
      ]} />
    </Page>
  );
}

function Timer(): JSX.Element {
  const [seconds, setSeconds] = useState<number | null>(null);
  return (
    <Page key="timer" heading="Sent" title="Sent" onBack={() => router.back()}>
      <CodeDisplay code="48210937562018446725" label="Write down your code" />
      <p>The code opens this report on any phone. Nobody can find it for you.</p>
      <Actions><Button kind="secondary" onClick={() => setSeconds(20)}>Show the lock notice</Button></Actions>
      {seconds !== null && <LockNotice seconds={seconds} />}
      <h2>In another language</h2>
      <p lang="zh-Hans">您可以选择。性工作者安全网络的警示会用您的语言显示，<em>不需要</em>登录。</p>
    </Page>
  );
}

function More(): JSX.Element {
  return (
    <Page key="more" heading="Call somebody" title="Help">
      <PhoneLines />
      <Actions><Button kind="secondary" onClick={() => void setLanguage(kPseudoLanguage)}>Pseudo-language</Button></Actions>
      <p><Link onFollow={() => router.go({ name: "read" })}>Parts of pages that are read</Link></p>
    </Page>
  );
}

/** What the public pages are made of: parts without state, which need no script. */
function Read(): JSX.Element {
  return (
    <Page key="read" heading="What do you need?" title="Read" onBack={() => router.back()} lead="Parts that a build can write out as plain HTML.">
      <LanguageLinks label="Languages of this page" current="en" address={(id) => `#${id}`}>The words on this page are not yet checked by a native reader.</LanguageLinks>
      <WaysIn>
        <WayIn href="#main" icon="live" strong title="I am in danger">Numbers to call now</WayIn>
        <WayIn href="#main" icon="phone" title="I want to talk">People who listen, with their hours</WayIn>
      </WaysIn>
      <Standing isDraft>The text is not yet checked by an expert.</Standing>
      <Standing>Checked by a nurse in March 2026.</Standing>
      <CallOut kind="danger" label="Take care"><p>Somebody is hurt: <CallLink number="999" dial="999">police, ambulance, fire</CallLink></p></CallOut>
      <CallOut kind="step" label="Do this"><p>Save the messages before you block the number.</p></CallOut>
      <CallOut kind="say" label="You can say"><p>“Am I free to go?”</p></CallOut>
      <CallOut kind="call" label="Call"><CallLink number="07700 900123" dial="07700900123" /></CallOut>
      <CallOut kind="note" label="Good to know"><p>You can stop at any time.</p></CallOut>
      <ul class="entries">
        <Entry href="#main" title="A guide" tags={<Tag>Charity</Tag>}><p class="soft">What it is about, in one sentence.</p><p class="note">English · Română</p></Entry>
        <Entry href="#main" title="O fișă" language="ro"><p class="hours note"><Tag kind="strong">Open now</Tag> <span class="slot">Mon–Thu 09:30–15:30</span></p></Entry>
      </ul>
      <blockquote><p>A sentence that others wrote.</p><p>— Whoever wrote it, 2023</p></blockquote>
      <TypeIn id="place" label="Postcode or town" hint="The start of a postcode is enough." error="Not found. Check it, or choose from the list." action="Find my area"><p class="note">What you type stays on this screen.</p></TypeIn>
      <Choose id="need" label="What you need"><option>Anything</option><option>Someone to talk to</option></Choose>
      <div class="choices"><Tick id="tick">Tick what fits</Tick><Tick id="this" name="one">This one</Tick><Tick id="that" name="one">Or that one</Tick></div>
      <div class="actions"><ActionLink href="#main">Go on</ActionLink><ActionLink href="#main" kind="secondary">Open their website</ActionLink><ActionLink href="#main" kind="quiet">Help now</ActionLink></div>
    </Page>
  );
}

const kPages: Readonly<Record<Screen, () => JSX.Element>> = {
  check: Check, warnings: Warnings, report: Report, timer: Timer, more: More, read: Read,
};

function Gallery(): JSX.Element {
  const { name } = useRoute(router);
  const item = (id: (typeof kSections)[number], label: string): NavigationItem =>
    ({ id, label, icon: id, onFollow: () => router.reset({ name: id }) });
  const Screen = kPages[name];
  return (
    <Shell current={name} lock={{ rules: kMemberLock, onLock: () => router.reset({ name: "check" }) }}
      navigation={[item("check", "Check"), item("warnings", "Warnings"), item("report", "Report"), item("timer", "Timer"), item("more", "More")]}>
      <Screen />
    </Shell>
  );
}

void startApplication(() => <Gallery />);
