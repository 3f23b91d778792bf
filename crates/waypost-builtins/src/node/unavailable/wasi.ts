// node:wasi.

import { refuse } from "waypost-internal:node/unavailable/refuse";

export class WASI {
  constructor() {
    refuse("wasi.WASI", "WebAssembly modules get no access to the system");
  }
}

export default { WASI };
