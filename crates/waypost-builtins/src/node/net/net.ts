// node:net.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import type { Listener } from "waypost-internal:node/events/events";
import { isIP, isIPv4, isIPv6, SocketAddress } from "waypost-internal:node/net/address";
import { BlockList } from "waypost-internal:node/net/block_list";
import {
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  normalizeArgs,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from "waypost-internal:node/net/connect";
import { Server, type ServerOptions } from "waypost-internal:node/net/server";
import { Socket, type SocketOptions } from "waypost-internal:node/net/socket";

export function connect(...args: unknown[]): Socket {
  const normalized = normalizeArgs(args);
  const options = normalized[0] as SocketOptions & { timeout?: number };
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}
export { connect as createConnection };

export function createServer(options?: ServerOptions | Listener, listener?: Listener): Server {
  return new Server(options, listener);
}

export { normalizeArgs as _normalizeArgs, Socket as Stream };
export {
  BlockList,
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
  Socket,
  SocketAddress,
};

export default lazyMembers({ connect, createConnection: connect, createServer }, {
  BlockList: () => BlockList,
  Server: () => Server,
  Socket: () => Socket,
  SocketAddress: () => SocketAddress,
  Stream: () => Socket,
  _normalizeArgs: () => normalizeArgs,
  getDefaultAutoSelectFamily: () => getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout: () => getDefaultAutoSelectFamilyAttemptTimeout,
  isIP: () => isIP,
  isIPv4: () => isIPv4,
  isIPv6: () => isIPv6,
  setDefaultAutoSelectFamily: () => setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout: () => setDefaultAutoSelectFamilyAttemptTimeout,
});
