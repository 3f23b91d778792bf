// next/server: https://nextjs.org/docs/app/api-reference/functions/next-request and its kin.

import { after, connection } from "waypost-internal:next/server/after";
import { NextRequest } from "waypost-internal:next/server/next_request";
import { NextResponse } from "waypost-internal:next/server/next_response";
import { userAgent, userAgentFromString } from "waypost-internal:next/server/user_agent";

export { NextRequest, NextResponse, after, connection, userAgent, userAgentFromString };

/** Moved long ago; code that still names it is told where to. */
export class ImageResponse {
  constructor() {
    throw new Error(
      'ImageResponse moved from "next/server" to "next/og" since Next.js 14, please import from "next/og" instead',
    );
  }
}

export default { NextRequest, NextResponse, ImageResponse, after, connection, userAgent, userAgentFromString };
