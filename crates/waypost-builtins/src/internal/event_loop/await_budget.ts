// Loops of awaits that never pause: `while (true) await null` keeps the microtask queue full and
// no time limit of the engine ends it. After a slice of time the continuations of a turn are
// parked until the next one, so that others are served; a request that is parked turn after turn
// for longer than the limit is given up.

import {
  type Frame,
  onBudgetExceeded,
  resetAwaitBudget,
  setAwaitBudget,
  takeParked,
} from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { console } from "waypost-internal:node/console/console";

/** Milliseconds of awaits in one turn before what goes on is parked. */
const SLICE = 50;

interface Streak {
  /** The turn in which it was parked last. */
  turn: number;
  /** When its streak of turns without a pause began. */
  since: number;
}

const streaks = new WeakMap<object, Streak>();
let limit = 10_000;
let turn = 0;
let time = -1;
let notify: () => void = () => {};

/** Arms the budget. `parked` is called when a continuation waits for the next turn. */
export function armAwaitBudget(milliseconds: number, parked: () => void): void {
  limit = milliseconds;
  notify = parked;
  setAwaitBudget(SLICE);
  onBudgetExceeded(decide);
}

/** Called with the loop's time at the start of each entry. */
export function turnBegins(now: number): void {
  if (now === time) return;
  time = now;
  turn++;
  resetAwaitBudget();
}

/** Resumes what was parked. */
export function resumeParked(): void {
  for (const resume of takeParked()) resume();
}

/** Whether the continuation is given up instead of parked. */
function decide(frame: Frame | undefined): boolean {
  notify();
  const request = frame?.request;
  if (request === undefined) return false;
  const streak = streaks.get(request);
  if (streak === undefined || turn - streak.turn > 1) {
    streaks.set(request, { turn, since: time });
    return false;
  }
  streak.turn = turn;
  if (time - streak.since < limit) return false;
  giveUp(request as Invocation);
  return true;
}

function giveUp(invocation: Invocation): void {
  if (invocation.done) return;
  console.error(
    `\u2a2f ${invocation.method} ${invocation.target} ran for more than ${limit} ms without a pause and was ended`,
  );
  invocation.answerEmpty(500);
}
