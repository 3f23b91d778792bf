// What node:crypto warns of, once each. https://nodejs.org/api/deprecations.html

import { emitWarning } from "waypost-internal:node/process/warning";

const TEXTS = {
  DEP0181: "crypto.Hmac constructor is deprecated.",
  DEP0182:
    "Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength option when initializing decryption is deprecated.",
  DEP0198: "Creating SHAKE128/256 digests without an explicit options.outputLength is deprecated.",
};

const told: Set<string> = new Set();

export function warnOnce(code: keyof typeof TEXTS): void {
  if (told.has(code)) return;
  told.add(code);
  emitWarning(TEXTS[code], "DeprecationWarning", code);
}
