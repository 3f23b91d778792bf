// node:dgram.

import { refuse, refusing } from "waypost-internal:node/unavailable/refuse";

const WHY = "datagram sockets are not there yet";

export const createSocket: () => never = refusing("dgram.createSocket()", WHY);

export class Socket {
  constructor() {
    refuse("dgram.Socket", WHY);
  }
}

export default { createSocket, Socket };
