import { part } from 'heavy';

export default function handler(request: any, response: any) {
  response.json([typeof part, (globalThis as any).evaluated]);
}
