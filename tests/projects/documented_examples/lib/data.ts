// Succeeds and fails in turn.
let calls = 0
export async function fetchData() {
  if (++calls % 2 === 0) throw new Error('fetchData failed')
  return { calls }
}
