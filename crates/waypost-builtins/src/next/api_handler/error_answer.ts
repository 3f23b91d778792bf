// What the client gets when an API route fails.

import { inspect } from "waypost-internal:node/util/inspect";
import type { ApiRoute } from "waypost-internal:next/api_handler/config";
import type { ServerResponse } from "waypost-internal:node/http/server_response";
import { console } from "waypost-internal:node/console/console";
import { nextMajor } from "waypost-internal:next/version/version";

/** A failure that has an answer of its own. */
export class ApiError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Answers with a status whose reason phrase and body are `message`; what is under way ends with it. */
function sendError(answer: ServerResponse, status: number, message: string): void {
  if (answer.finished) return;
  if (answer.headersSent) {
    answer.end(message);
    return;
  }
  answer.statusCode = status;
  answer.statusMessage = message;
  answer.end(message);
}

/** The handler, or the reading of its body, threw. */
export function answerFailure(route: ApiRoute, answer: ServerResponse, error: unknown): void {
  if (error instanceof ApiError) {
    sendError(answer, error.statusCode, error.message);
    return;
  }
  if (!route.dev) {
    console.error(error);
    sendError(answer, 500, "Internal Server Error");
    return;
  }
  if (error instanceof Error) Object.assign(error, { page: route.page });
  console.error("\u2a2f", error);
  if (answer.headersSent) sendError(answer, 500, "");
  else sendErrorPage(answer, inspect(error));
}

/** The page that a developer sees. */
function sendErrorPage(answer: ServerResponse, detail: string): void {
  answer.statusCode = 500;
  answer.setHeader("Cache-Control", nextMajor() === 16 ? "no-store" : "no-store, must-revalidate");
  answer.setHeader("Content-Type", "text/html; charset=utf-8");
  answer.end(errorPage(detail));
}

/** A page with the status and, in development, what went wrong. */
export function errorPage(detail: string): string {
  const text = detail.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!DOCTYPE html><html><head><meta charset="utf-8"/><title>500: Internal Server Error</title></head><body><h1>500</h1><h2>Internal Server Error.</h2>${
    text === "" ? "" : `<pre>${text}</pre>`
  }</body></html>`;
}
