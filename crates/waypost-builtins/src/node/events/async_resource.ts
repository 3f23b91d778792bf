// `EventEmitterAsyncResource`: an emitter whose listeners run in the async context it was made in.

import { AsyncResource } from "waypost-internal:node/async_hooks/async_hooks";
import { EventEmitter } from "waypost-internal:node/events/events";
import { codes } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";

interface ResourceOptions {
  name?: string;
  triggerAsyncId?: number;
  requireManualDestroy?: boolean;
  captureRejections?: boolean;
}

class EmitterReference extends AsyncResource {
  eventEmitter: EventEmitter;
  constructor(emitter: EventEmitter, name: string, options: ResourceOptions | undefined) {
    super(name, options);
    this.eventEmitter = emitter;
  }
}

export class EventEmitterAsyncResource extends EventEmitter {
  #resource: EmitterReference;

  constructor(options?: ResourceOptions | string) {
    let name: string;
    let settings: ResourceOptions | undefined;
    if (typeof options === "string") name = options;
    else {
      if (new.target === EventEmitterAsyncResource) validateString(options?.name, "options.name");
      name = options?.name || new.target.name;
      settings = options;
    }
    super(settings);
    this.#resource = new EmitterReference(this, name, settings);
  }

  #checked(): EmitterReference {
    if (!(#resource in this)) throw new codes.ERR_INVALID_THIS!("EventEmitterAsyncResource");
    return this.#resource;
  }

  override emit(type: PropertyKey, ...args: unknown[]): boolean {
    return this.#checked().runInAsyncScope(super.emit as never, this, type, ...args) as boolean;
  }

  emitDestroy(): void {
    this.#checked().emitDestroy();
  }

  get asyncId(): number {
    return this.#checked().asyncId();
  }

  get triggerAsyncId(): number {
    return this.#checked().triggerAsyncId();
  }

  get asyncResource(): EmitterReference {
    return this.#checked();
  }
}
