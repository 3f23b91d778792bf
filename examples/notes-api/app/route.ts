// GET /: the front page is a static file, and Next.js serves public/index.html as /index.html only.

import { redirect } from 'next/navigation';

export function GET(): never {
  redirect('/index.html');
}
