// The plugin comes without types of its own.
declare module "markdown-it-container" {
  import type { MarkdownIt } from "markdown-it";
  const plugin: (parser: MarkdownIt, name: string, options: object) => void;
  export default plugin;
}
