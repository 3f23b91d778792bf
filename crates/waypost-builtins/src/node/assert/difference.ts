// node:assert: what differs between two texts, line by line.
//
// The shortest way from one to the other by Myers' algorithm, as Node.js shows it. Long runs of lines that are the same
// are left out.

/** Lines that are the same and shown before and after a difference. */
const CONTEXT = 5;
/** Differing lines after which the rest is not compared: the cost grows with their square. */
const MOST_EDITS = 2000;

type Line = readonly [kind: " " | "+" | "-", text: string];

/**
 * The lines of both, with `+` before what is only in the first and `-` before what is only in the second.
 * With `ignoresCommas`, a comma at a line's end is no difference.
 */
export function compareLines(left: string[], right: string[], ignoresCommas: boolean): { text: string; isCut: boolean } {
  return shown(edits(left, right, ignoresCommas));
}

function edits(left: string[], right: string[], ignoresCommas: boolean): Line[] {
  const isSame = (x: number, y: number): boolean => {
    const [a, b] = [left[x]!, right[y]!];
    return a === b || (ignoresCommas && (`${a},` === b || a === `${b},`));
  };
  const most = Math.min(left.length + right.length, MOST_EDITS);
  /** How far to the left text each diagonal has come, per number of edits. */
  const trace: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  for (let edit = 0; edit <= most; edit++) {
    trace.push(reach.slice(middle - edit - 1, middle + edit + 2));
    for (let diagonal = -edit; diagonal <= edit; diagonal += 2) {
      const isDown = diagonal === -edit || (diagonal !== edit && reach[middle + diagonal - 1]! < reach[middle + diagonal + 1]!);
      let x = isDown ? reach[middle + diagonal + 1]! : reach[middle + diagonal - 1]! + 1;
      let y = x - diagonal;
      while (x < left.length && y < right.length && isSame(x, y)) {
        x++;
        y++;
      }
      reach[middle + diagonal] = x;
      if (x >= left.length && y >= right.length) return walkBack(trace, left, right, isSame);
    }
  }
  // Nothing in common that could be found in time.
  return [...left.map((text): Line => ["+", text]), ...right.map((text): Line => ["-", text])];
}

function walkBack(trace: Int32Array[], left: string[], right: string[], isSame: (x: number, y: number) => boolean): Line[] {
  const lines: Line[] = [];
  let [x, y] = [left.length, right.length];
  for (let edit = trace.length - 1; edit >= 0; edit--) {
    const reach = trace[edit]!;
    const at = (diagonal: number): number => reach[diagonal + edit + 1]!;
    const diagonal = x - y;
    const isDown = diagonal === -edit || (diagonal !== edit && at(diagonal - 1) < at(diagonal + 1));
    const before = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = edit === 0 ? 0 : at(before);
    const fromY = edit === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY && isSame(x - 1, y - 1)) {
      lines.push([" ", left[x - 1]!]);
      x--;
      y--;
    }
    if (edit === 0) break;
    if (isDown) lines.push(["-", right[--y]!]);
    else lines.push(["+", left[--x]!]);
  }
  return lines.reverse();
}

function shown(lines: Line[]): { text: string; isCut: boolean } {
  const out: string[] = [];
  let isCut = false;
  /** Lines in a row that are the same. */
  let run = 0;
  for (const [i, [kind, text]] of lines.entries()) {
    if (kind === " ") {
      if (run++ < CONTEXT) out.push(`  ${text}`);
      continue;
    }
    // One or two lines are shown rather than said to be left out.
    if (run > CONTEXT + 2) {
      out.push("...", `  ${lines[i - 1]![1]}`);
      isCut = true;
    } else for (let back = run - CONTEXT; back > 0; back--) out.push(`  ${lines[i - back]![1]}`);
    run = 0;
    out.push(`${kind} ${text}`);
  }
  return { text: out.join("\n").trimEnd(), isCut };
}
