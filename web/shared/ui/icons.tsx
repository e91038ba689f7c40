/** Own line drawings, 24 × 24. They stand beside words, never alone, so screen readers skip them. */
import type { JSX } from "preact";

const kPaths = {
  leave: "M6 6l12 12M18 6L6 18",
  back: "M14.5 5l-7 7 7 7",
  info: "M12 11v6M12 7.2v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  caution: "M12 4l9 16H3zM12 10v4.5M12 17.2v.1",
  live: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v6M12 16.4v.1",
  unknown: "M3 5l18 14M5 12.5a10 10 0 0 1 3-2M11 8.6a10 10 0 0 1 8 3.4M8.6 16a5 5 0 0 1 3.4-1.4M12 19v.1",
  nothing: "M12 3a9 9 0 0 1 6.4 2.6M21 12a9 9 0 0 1-2.6 6.4M12 21a9 9 0 0 1-6.4-2.6M3 12a9 9 0 0 1 2.6-6.4M9 12h6",
  done: "M4.5 12.5l5 5 10-11",
  failed: "M12 3a9 9 0 1 0 9 9M16 3v5h5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  phone: "M6 3h3l2 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 2v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
  check: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21",
  warnings: "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4",
  report: "M5 3h10l4 4v14H5zM9 10h6M9 13.5h6M9 17h4",
  mine: "M3 6h6l2 2.5h10V19H3zM8 13.5h8",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.5M18 14.3a6.5 6.5 0 0 1 3.5 5.2",
  links: "M9 12h6M9.5 8H7a4 4 0 0 0 0 8h2.5M14.5 8H17a4 4 0 0 1 0 8h-2.5",
  timer: "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 9v4l2.5 2M9.5 2h5",
  more: "M4 7h16M4 12h16M4 17h16",
  help: "M9.2 9a3 3 0 1 1 4.2 2.7c-.9.4-1.4 1-1.4 2V14M12 17.4v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
} as const;

export type IconName = keyof typeof kPaths;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={kPaths[name]} />
    </svg>
  );
}
