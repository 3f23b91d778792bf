// What happened, for a later request to read.
const notes = (globalThis.notes ??= []);
export function note(what, more) {
  notes.push(more === undefined ? what : { what, ...more });
}
export function taken() {
  return notes.splice(0);
}
