// `next/dist/server/api-utils`, which editors offer where a project means a helper of `res`, and projects use for
// errors with a status.

import { redirect as redirectAnswer } from "waypost-internal:next/api_handler/send";
import type { ApiResponse } from "waypost-internal:next/api_handler/api_response";

/** An error that a handler throws and catches itself: what answers failures has a class of its own, as in Next.js. */
export class ApiError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

export function redirect(answer: ApiResponse, statusOrUrl: unknown, url?: unknown): ApiResponse {
  return redirectAnswer(answer, statusOrUrl, url);
}

export function sendStatusCode(answer: ApiResponse, status: number): ApiResponse {
  answer.statusCode = status;
  return answer;
}

export function sendError(answer: ApiResponse, status: number, message: string): void {
  answer.statusCode = status;
  answer.statusMessage = message;
  answer.end(message);
}
