// console.table: which cells a value has, and the box they are drawn in.

import { widthOf } from "waypost-internal:node/util/inspect_layout";
import { inspect } from "waypost-internal:node/util/inspect";
import { isMap, isMapIterator, isSet, isSetIterator } from "waypost-internal:node/util/types";

/** A table: its head and its columns of equal length. */
export interface Table {
  head: string[];
  columns: string[][];
}

const ITERATION = "(iteration index)";
const INDEX = "(index)";
const KEY = "Key";
const VALUES = "Values";

function cell(value: unknown): string {
  const depth = value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0;
  return inspect(value, { maxArrayLength: 3, breakLength: Infinity, colors: false, depth });
}

/** The table of a value; `undefined` when it is printed as it is. */
export function tableOf(data: object, properties: string[] | undefined): Table | undefined {
  if (isMap(data) || isMapIterator(data)) {
    const entries = [...(data as Iterable<[unknown, unknown]>)];
    const isPairs = isMap(data) || entries.every((entry) => Array.isArray(entry));
    if (isPairs) {
      return {
        head: [ITERATION, KEY, VALUES],
        columns: [entries.map((_, i) => String(i)), entries.map(([key]) => cell(key)), entries.map(([, value]) => cell(value))],
      };
    }
    return listTable(entries);
  }
  if (isSet(data) || isSetIterator(data)) return listTable([...(data as Iterable<unknown>)]);
  return rowsTable(data as Record<string, unknown>, properties);
}

function listTable(items: unknown[]): Table {
  return { head: [ITERATION, VALUES], columns: [items.map((_, i) => String(i)), items.map(cell)] };
}

function rowsTable(data: Record<string, unknown>, properties: string[] | undefined): Table {
  const rows = Object.keys(data);
  const names: Map<string, string[]> = new Map();
  const values: string[] = [];
  let hasPrimitives = false;
  rows.forEach((row, i) => {
    const item = data[row];
    const isPrimitive = item === null || (typeof item !== "object" && typeof item !== "function");
    if (isPrimitive) {
      hasPrimitives = true;
      values[i] = cell(item);
      for (const name of properties ?? []) columnOf(names, name);
      return;
    }
    for (const name of properties ?? Object.keys(item)) {
      const column = columnOf(names, name);
      if (Object.hasOwn(item, name)) column[i] = cell((item as Record<string, unknown>)[name]);
    }
  });
  const head = [INDEX, ...names.keys()];
  const columns = [rows, ...names.values()];
  if (hasPrimitives) {
    head.push(VALUES);
    columns.push(values);
  }
  return { head, columns: columns.map((column) => rows.map((_, i) => column[i] ?? "")) };
}

function columnOf(names: Map<string, string[]>, name: string): string[] {
  let column = names.get(name);
  if (column === undefined) {
    column = [];
    names.set(name, column);
  }
  return column;
}

/** Draws the table in box characters. */
export function renderTable(head: string[], columns: string[][]): string {
  const widths = columns.map((column, i) => Math.max(widthOf(head[i]!), ...column.map((text) => widthOf(text))) + 2);
  const line = (left: string, middle: string, right: string): string =>
    `${left}${widths.map((width) => "\u2500".repeat(width)).join(middle)}${right}`;
  const row = (cells: string[]): string =>
    `\u2502${cells.map((text, i) => ` ${text}${" ".repeat(widths[i]! - widthOf(text) - 1)}`).join("\u2502")}\u2502`;
  const count = columns.reduce((most, column) => Math.max(most, column.length), 0);
  const lines = [line("\u250c", "\u252c", "\u2510"), row(head), line("\u251c", "\u253c", "\u2524")];
  for (let i = 0; i < count; i++) lines.push(row(columns.map((column) => column[i] ?? "")));
  lines.push(line("\u2514", "\u2534", "\u2518"));
  return lines.join("\n");
}
