import cluster, { fork } from "node:cluster";
import { join, matchesGlob, type ParsedPath } from "path";
import { Link } from "next/link";
export * from "node:path";
export { posix } from "node:path";

export const GET = (parsed: ParsedPath) => [join("a", parsed.base), matchesGlob("a", "b"), fork, cluster, Link];
