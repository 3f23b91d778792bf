// The body of a request that is still arriving: a native resource, read in pieces or whole.

import {
  op_request_body_close,
  op_request_body_read,
  op_request_body_read_all,
  op_request_body_spool,
} from "waypost-native:internal/turn";
import type { HostBody } from "waypost-internal:web/fetch/body";
import type { HostPieces } from "waypost-internal:web/streams/streams";

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

  spool(form: number): Promise<undefined | string> {
    return op_request_body_spool(this.#id, form);
  }

  get pieces(): HostPieces {
    return { id: this.#id, isFetched: false, end: ignore };
  }

  readAll(): Promise<Uint8Array> {
    return op_request_body_read_all(this.#id);
  }

  cancel(): void {
    op_request_body_close(this.#id);
  }
}

function ignore(): void {}
