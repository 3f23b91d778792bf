import { answer } from '../../lib/evaluated';

export async function GET(request: Request) {
  if (new URL(request.url).searchParams.has('load')) await import('../../lib/later');
  return answer();
}
