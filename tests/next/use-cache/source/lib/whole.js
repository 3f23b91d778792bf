"use cache";

import { next } from "./counts.js";

export async function declared(a) {
  return { run: next("declared"), a };
}

export const arrow = async (a) => ({ run: next("arrow"), a });

export default async function last(a) {
  return { run: next("default"), a };
}
