// util.inspect: how the parts of an object are laid out, on one line, on several, or in columns.

import type { Context } from "waypost-internal:node/util/inspect";

const ANSI = /[\u001B\u009B][[\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\d/#&.:=?%@~_]+)*|[a-zA-Z\d]+(?:;[-a-zA-Z\d/#&.:=?%@~_]*)*)?(?:\u0007|\u001B\u005C|\u009C))|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-ntqry=><~]))/g;

/** Removes the escape sequences of terminals. */
export function removeEscapes(text: string): string {
  return text.includes("\u001b") || text.includes("\u009b") ? text.replace(ANSI, "") : text;
}

/** The number of columns a terminal gives `text`. */
export function widthOf(text: string, hasEscapes: boolean = true): number {
  const bare = hasEscapes ? removeEscapes(text) : text;
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length;
  let width = 0;
  for (const char of bare.normalize("NFC")) {
    const point = char.codePointAt(0) as number;
    if (isWide(point)) width += 2;
    else if (!isZeroWidth(point)) width += 1;
  }
  return width;
}

function isWide(point: number): boolean {
  return (
    point >= 0x1100 &&
    (point <= 0x115f ||
      point === 0x2329 ||
      point === 0x232a ||
      (point >= 0x2e80 && point <= 0x3247 && point !== 0x303f) ||
      (point >= 0x3250 && point <= 0x4dbf) ||
      (point >= 0x4e00 && point <= 0xa4c6) ||
      (point >= 0xa960 && point <= 0xa97c) ||
      (point >= 0xac00 && point <= 0xd7a3) ||
      (point >= 0xf900 && point <= 0xfaff) ||
      (point >= 0xfe10 && point <= 0xfe19) ||
      (point >= 0xfe30 && point <= 0xfe6b) ||
      (point >= 0xff01 && point <= 0xff60) ||
      (point >= 0xffe0 && point <= 0xffe6) ||
      (point >= 0x1b000 && point <= 0x1b001) ||
      (point >= 0x1f200 && point <= 0x1f251) ||
      (point >= 0x1f300 && point <= 0x1f64f) ||
      (point >= 0x1f900 && point <= 0x1f9ff) ||
      (point >= 0x20000 && point <= 0x3fffd))
  );
}

function isZeroWidth(point: number): boolean {
  return (
    point <= 0x1f ||
    (point >= 0x7f && point <= 0x9f) ||
    (point >= 0x300 && point <= 0x36f) ||
    (point >= 0x200b && point <= 0x200f) ||
    (point >= 0x20d0 && point <= 0x20ff) ||
    (point >= 0xfe00 && point <= 0xfe0f) ||
    (point >= 0xfe20 && point <= 0xfe2f) ||
    (point >= 0xe0100 && point <= 0xe01ef)
  );
}

/** What `layOut` needs beside the parts. */
export interface Frame {
  base: string;
  braces: [string, string];
  isArray: boolean;
  depth: number;
  value: object;
}

/** Joins the parts of one object between its braces. */
export function layOut(context: Context, parts: string[], frame: Frame): string {
  const { base, braces } = frame;
  const { compact } = context;
  let output = parts;
  if (compact !== true) {
    if (typeof compact === "number" && compact >= 1) {
      const count = output.length;
      if (frame.isArray && count > 6) output = inColumns(context, output, frame.value);
      // The innermost `compact` levels may stand on one line.
      if (context.currentDepth - frame.depth < compact && count === output.length) {
        const start = output.length + context.indentation + braces[0].length + base.length + 10;
        if (fits(context, output, start, base)) {
          const joined = output.join(", ");
          if (!joined.includes("\n")) return `${base ? `${base} ` : ""}${braces[0]} ${joined} ${braces[1]}`;
        }
      }
    }
    const line = `\n${" ".repeat(context.indentation)}`;
    return `${base ? `${base} ` : ""}${braces[0]}${line}  ${output.join(`,${line}  `)}${line}${braces[1]}`;
  }
  if (fits(context, output, 0, base)) {
    return `${braces[0]}${base ? ` ${base}` : ""} ${output.join(", ")} ${braces[1]}`;
  }
  const line = `\n${" ".repeat(context.indentation)}`;
  const opening = base === "" && braces[0].length === 1 ? " " : `${base ? ` ${base}` : ""}\n${line.slice(1)}  `;
  return `${braces[0]}${opening}${output.join(`,${line}  `)} ${braces[1]}`;
}

function fits(context: Context, output: string[], start: number, base: string): boolean {
  let total = output.length + start;
  if (total + output.length > context.breakLength) return false;
  for (const part of output) {
    total += context.colors ? removeEscapes(part).length : part.length;
    if (total > context.breakLength) return false;
  }
  return base === "" || !base.includes("\n");
}

const SEPARATOR = 2;

/** Arranges many short array entries in columns of equal width. */
function inColumns(context: Context, output: string[], value: object): string[] {
  const hasMore = (context.maxArrayLength as number) < output.length;
  const count = hasMore ? output.length - 1 : output.length;
  const widths: number[] = [];
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const width = widthOf(output[i]!, context.colors);
    widths.push(width);
    total += width + SEPARATOR;
    if (width > longest) longest = width;
  }
  const cell = longest + SEPARATOR;
  const isDense = cell * 3 + context.indentation < context.breakLength && (total / cell > 5 || longest <= 6);
  if (!isDense) return output;
  const columns = columnCount(context, cell, total, output.length, count);
  if (columns <= 1) return output;
  const lines = rowsOf(output, widths, count, columns, isNumeric(value, output.length));
  if (hasMore) lines.push(output[count]!);
  return lines;
}

function columnCount(context: Context, cell: number, total: number, entries: number, count: number): number {
  // A character is about 2.5 times as high as wide; short entries may stand closer than the longest needs.
  const bias = Math.sqrt(cell - total / entries);
  const biased = Math.max(cell - 3 - bias, 1);
  return Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((context.breakLength - context.indentation) / cell),
    (context.compact as number) * 4,
    15,
  );
}

function isNumeric(value: object, entries: number): boolean {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
  const list = value as unknown as ArrayLike<unknown>;
  for (let i = 0; i < entries; i++) {
    const kind = typeof list[i];
    if (kind !== "number" && kind !== "bigint") return false;
  }
  return true;
}

function rowsOf(output: string[], widths: number[], count: number, columns: number, toRight: boolean): string[] {
  const columnWidths: number[] = [];
  for (let column = 0; column < columns; column++) {
    let widest = 0;
    for (let i = column; i < count; i += columns) widest = Math.max(widest, widths[i]!);
    columnWidths.push(widest + SEPARATOR);
  }
  const rows: string[] = [];
  for (let first = 0; first < count; first += columns) {
    const last = Math.min(first + columns, count) - 1;
    let row = "";
    for (let i = first; i < last; i++) {
      const width = columnWidths[i - first]! + output[i]!.length - widths[i]!;
      row += toRight ? `${output[i]}, `.padStart(width) : `${output[i]}, `.padEnd(width);
    }
    const text = output[last]!;
    row += toRight ? text.padStart(columnWidths[last - first]! + text.length - widths[last]! - SEPARATOR) : text;
    rows.push(row);
  }
  return rows;
}
