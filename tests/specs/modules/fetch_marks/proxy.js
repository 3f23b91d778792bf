import { NextResponse } from "next/server";

export const config = { matcher: ["/x"] };

export default function proxy() {
  return NextResponse.next({ headers: { "x-store": JSON.stringify(fetch.__nextGetStaticStore().getStore()) } });
}
