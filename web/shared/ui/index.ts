/** Everything a screen is made of, in one place. See web/gallery for how each part looks in each state. */
export { Actions, Button, CheckboxGroup, Field, Form, RadioGroup, TextArea, type Option } from "./form.tsx";
export { Icon, type IconName } from "./icons.tsx";
export { leave, onLeave } from "./leave.ts";
export { kDeskLock, kMemberLock } from "./lock.ts";
export { CouldNotCheck, Empty, LoadFailed, Loading, LockNotice, Notice, NothingLive, type NoticeKind } from "./notices.tsx";
export { BackLink, errorFor, ErrorSummary, Link, Page, type FieldError } from "./page.tsx";
export { CodeDisplay, Details, LanguageSwitch, List, ListItem, SummaryList, Table, Tag, type SummaryRow } from "./parts.tsx";
export { PhoneLines } from "./phone_list.tsx";
export { ActionLink, CallLink, CallOut, Choose, Entry, LanguageLinks, Standing, Tick, TypeIn, WayIn, WaysIn, type CallOutKind } from "./reading.tsx";
export { createRouter, useRoute, type Router } from "./router.ts";
export { Shell, startBar, type NavigationItem } from "./shell.tsx";
export { announce, applicationName, setApplicationName, setTitle } from "./surroundings.ts";
export { useLoad, type Load } from "./use_load.ts";
