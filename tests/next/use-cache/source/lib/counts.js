const counts = {};

export function next(name) {
  counts[name] = (counts[name] ?? 0) + 1;
  return counts[name];
}
