// The body of a request that is still arriving: a native resource, read in pieces or whole.

import {
  op_request_body_close,
  op_request_body_read,
  op_request_body_read_all,
} from "waypost-native:internal/turn";
import type { HostBody } from "waypost-internal:web/fetch/body";

export class RequestBody implements HostBody {
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  read(): Promise<Uint8Array | undefined> {
    return op_request_body_read(this.#id, false);
  }

  readBounded(): Promise<Uint8Array | undefined> {
    return op_request_body_read(this.#id, true);
  }

  readAll(): Promise<Uint8Array> {
    return op_request_body_read_all(this.#id);
  }

  cancel(): void {
    op_request_body_close(this.#id);
  }
}
