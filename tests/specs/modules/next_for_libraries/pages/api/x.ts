import { name, version } from 'next/package.json';

export default function handler(request: any, response: any) {
  response.json([name, version]);
}
