// `next/package.json`: libraries read from it which Next.js they run on. The exact version is the one whose answers are
// recorded for the project's major version.

import { type NextMajor, nextMajor } from "waypost-internal:next/version/version";

const EXACT: { readonly [major in NextMajor]: string } = { 14: "14.2.35", 15: "15.5.29", 16: "16.4.6" };

export const name: string = "next";
export const version: string = EXACT[nextMajor()];

export default { name, version };
