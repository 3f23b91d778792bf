"use client";
// Handlers need nothing of what the module needs.
import missing from "./hooks";

export interface Props {
  a: number;
}
export const LIMIT = 5;
export function helper(n: number) {
  return n + LIMIT;
}
export * from "./more";
export default function Button() {
  return missing();
}
(globalThis as any).clientRan = true;
