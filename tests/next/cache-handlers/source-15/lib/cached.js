import { unstable_cacheLife as cacheLife, unstable_cacheTag as cacheTag } from "next/cache";

let runs = 0;

export async function plain(a) {
  "use cache";
  cacheTag("plain");
  cacheLife("hours");
  return { run: ++runs, a };
}

export async function other() {
  "use cache: other";
  return { other: ++runs };
}
