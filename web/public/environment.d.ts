// The plugin comes without types of its own.
declare module "markdown-it-container" {
  import type { MarkdownIt } from "markdown-it";
  const plugin: (parser: MarkdownIt, name: string, options: object) => void;
  export default plugin;
}

/** Bank holidays by gov.uk's divisions, as YYYY-MM-DD: the build writes them into the script. */
declare const kHolidays: Readonly<Record<string, readonly string[]>>;
