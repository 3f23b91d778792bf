// What stands in front of the measured route: looks at the request and lets it pass.

import { type NextRequest, NextResponse } from "next/server";

export function middleware(_request: NextRequest): NextResponse {
  return NextResponse.next();
}

export const config = { matcher: "/api/:path*" };
