// The address that the worker answers at: where the URLs of requests and of blobs begin.

let origin = "http://localhost:3000";

/** `http://localhost:3000` */
export function serverOrigin(): string {
  return origin;
}

export function setOrigin(value: string): void {
  origin = value;
}
