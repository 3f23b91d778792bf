// The performance timeline of the realm: which entries there are, and who watches for new ones.
// https://w3c.github.io/performance-timeline/#performance-timeline

import type { PerformanceEntry } from "waypost-internal:web/performance/entries";
import { op_performance_now } from "waypost-native:web/performance";

/** Told of each new entry. */
export type Watcher = (entry: PerformanceEntry) => void;

let entries: PerformanceEntry[] = [];
const watchers: Set<Watcher> = new Set();

/** Milliseconds since the process began. */
export function now(): number {
  return op_performance_now();
}

/** Puts an entry on the timeline and tells the watchers. */
export function addEntry(entry: PerformanceEntry): void {
  entries.push(entry);
  for (const watcher of watchers) watcher(entry);
}

/** Removes the entries of a type, or those of them with a name. */
export function clearEntries(type: string, name: string | undefined): void {
  entries = entries.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== name));
}

/** The entries with this name and type, where given, in order of their start. */
export function selectEntries(name: string | undefined, type: string | undefined): PerformanceEntry[] {
  return sorted(entries, name, type);
}

/** The same from a list of one's own. */
export function sorted(
  list: readonly PerformanceEntry[],
  name: string | undefined,
  type: string | undefined,
): PerformanceEntry[] {
  const chosen = list.filter(
    (entry) => (name === undefined || entry.name === name) && (type === undefined || entry.entryType === type),
  );
  return chosen.sort((a, b) => a.startTime - b.startTime);
}

/** The start of the latest mark with this name. */
export function latestMark(name: string): number | undefined {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.entryType === "mark" && entry.name === name) return entry.startTime;
  }
  return undefined;
}

export function watch(watcher: Watcher): void {
  watchers.add(watcher);
}

export function unwatch(watcher: Watcher): void {
  watchers.delete(watcher);
}
