import pino from 'pino';
import { Writable } from 'node:stream';

const lines: string[] = [];
const destination = new Writable({ write(chunk, encoding, done) { lines.push(String(chunk)); done(); } });
const logger = pino({ level: 'debug', base: { app: 'suite' }, timestamp: false, redact: ['password', 'user.token'], serializers: { err: pino.stdSerializers.err }, mixin: () => ({ mixed: 1 }) }, destination);

export async function GET() {
  lines.length = 0;
  logger.info('hello world');
  logger.child({ module: 'foo' }).debug({ password: 'x', user: { token: 't', name: 'n' } }, 'with %s and %d', 'text', 42);
  logger.trace('not written');
  const error = new TypeError('bad');
  error.stack = 'TypeError: bad\n    at x';
  logger.error(error, 'failed');
  pino().info('to standard output');
  return Response.json({ lines: lines.map((line) => JSON.parse(line)), enabled: logger.isLevelEnabled('trace'), levels: pino.levels.values });
}
