import { createEdgeRouter } from 'next-connect';
import { NextResponse, type NextRequest } from 'next/server';

const router = createEdgeRouter<NextRequest, { params?: unknown }>();
router
  .use(async (request, event, next) => {
    const response = await next();
    (response as Response).headers.set('x-timing', 'measured');
    return response;
  })
  .get((request) => NextResponse.json({ path: request.nextUrl.pathname }))
  .post(async (request) => NextResponse.json({ got: await request.json() }, { status: 201 }));

export async function GET(request: NextRequest, context: any) { return router.run(request, context); }
export async function POST(request: NextRequest, context: any) { return router.run(request, context); }
