import { createRequire } from 'node:module';
import { after } from 'next/dist/server/after';
import { redirect } from 'next/dist/client/components/navigation';
import { connection } from 'next/dist/server/request/connection';
import { cookies } from 'next/dist/server/request/cookies';
import { draftMode } from 'next/dist/server/request/draft-mode';
import { headers } from 'next/dist/server/request/headers';
import { NextRequest } from 'next/dist/server/web/spec-extension/request';
import { NextResponse } from 'next/dist/server/web/spec-extension/response';
import { revalidatePath } from 'next/dist/server/web/spec-extension/revalidate';
import { unstable_cache } from 'next/dist/server/web/spec-extension/unstable-cache';

const cached = unstable_cache(async () => Math.random(), ['key']);

export async function GET(request: Request) {
  await connection();
  if (new URL(request.url).search !== '') redirect('/elsewhere');
  after(() => revalidatePath('/inside'));
  return NextResponse.json({
    isNext: request instanceof NextRequest,
    same: (await cached()) === (await cached()),
    cookie: (await cookies()).get('a')?.value,
    header: (await headers()).get('x-b'),
    draft: (await draftMode()).isEnabled,
    // Not installed here; where it is, libraries read the file.
    path: createRequire(import.meta.url).resolve('next/package.json'),
    own: createRequire(import.meta.url).resolve('asks/package.json').endsWith('/node_modules/asks/package.json'),
  });
}
