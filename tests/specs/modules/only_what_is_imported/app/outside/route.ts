import { part } from 'outside';
import { answer } from '../../lib/evaluated';

export function GET(request: Request) {
  if (new URL(request.url).searchParams.has('call')) part();
  return answer();
}
