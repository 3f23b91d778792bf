import { part } from 'heavy';
import { answer } from '../../lib/evaluated';
import { name } from '../../lib/shared';

export function GET(request: Request) {
  if (new URL(request.url).searchParams.has('part')) part();
  return name === 'shared' ? answer() : Response.error();
}
