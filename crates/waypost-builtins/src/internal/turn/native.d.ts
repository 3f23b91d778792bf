// The ops of internal/turn, given by crates/waypost-runtime.

declare module "waypost-native:internal/turn" {
  /**
   * The next piece of a request body, undefined at its end. Rejects when the client is gone and, if `bounded`, with
   * status 413 when the pieces are more than the limit for bodies read whole.
   */
  export function op_request_body_read(id: number, bounded: boolean): Promise<Uint8Array | undefined>;
  /** The whole body; rejects with status 413 past the limit for bodies read whole. */
  export function op_request_body_read_all(id: number): Promise<Uint8Array>;
  /** Gives the rest of the body to a form of web/formdata, bounded: nothing, or why the form cannot be taken. */
  export function op_request_body_spool(id: number, form: number): Promise<undefined | string>;
  export function op_request_body_close(id: number): void;
  /** A piece of an answer's body. True while the reader keeps up; false: wait for ready. */
  export function op_answer_write(slot: number, generation: number, piece: Uint8Array | string): boolean;
  /** Resolves true when the reader caught up, false when it is gone. */
  export function op_answer_ready(slot: number, generation: number): Promise<boolean>;
  /**
   * Sends all that an exchange of fetch or else a request body has to give. False when the reader is gone, otherwise what
   * reading the source said last.
   */
  export function op_answer_move(slot: number, generation: number, isFetched: boolean, id: number): Promise<unknown>;
  /** Ends the body: complete, or cut when `failed`. */
  export function op_answer_end(slot: number, generation: number, failed: boolean): void;
}
