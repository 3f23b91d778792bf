// node:assert: how every assertion fails, and the settings of the instance it was called on.

import { AssertionError, type Diff } from "waypost-internal:node/assert/assertion_error";

export type Message = string | Error | undefined;

/** What an instance of `Assert` was made with. */
export interface Settings {
  diff: Diff;
  strict: boolean;
  skipPrototype: boolean;
}

export const kSettings: unique symbol = Symbol("settings");
const USUAL: Settings = { diff: "simple", strict: true, skipPrototype: false };

/** A method that was taken from its instance has the usual settings, as on Node. */
export function settingsOf(self: unknown): Settings {
  return (self as { [kSettings]?: Settings } | null | undefined)?.[kSettings] ?? USUAL;
}

interface Failure {
  actual: unknown;
  expected: unknown;
  message: Message;
  operator: string;
}

/** Throws the error that was given as message, or one about the two values. */
export function raise(self: unknown, failure: Failure, isGenerated?: boolean): never {
  const { message } = failure;
  if (message instanceof Error) throw message;
  const error = new AssertionError({ ...failure, message: message as string, diff: settingsOf(self).diff });
  if (isGenerated !== undefined) error.generatedMessage = isGenerated;
  throw error;
}
