import { type Adapter } from "types-only/adapters";
import { type A } from "../../lib/inline";
import {} from "../../lib/empty";
import { type B, b } from "../../lib/both";
import type { C } from "../../lib/whole";
import { D } from "../../lib/unmarked";

export type Used = [Adapter, A, B, C, D];
export const GET = (request: Request) => Response.json({ ran: globalThis.ran, b, path: new URL(request.url).pathname });
