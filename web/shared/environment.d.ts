/// <reference types="vite/client" />

// Made by tools/catalogues.ts at build: where each language's hashed files are.
declare module "virtual:catalogues" {
  import type { Addresses } from "./i18n/index.ts";
  export const addresses: Addresses;
}
