// Loaded before anything else (--import): packages are those of web/, whichever folder asks for them.
import { registerHooks } from "node:module";

const owner = new URL("../web/package.json", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const isPackage = !/^(\.|\/|node:|file:|data:)/.test(specifier);
    return next(specifier, isPackage ? { ...context, parentURL: owner } : context);
  },
});
