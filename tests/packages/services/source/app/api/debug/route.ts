import debug from 'debug';

const log = debug('app:http');
const other = debug('other');

export async function GET() {
  const lines: string[] = [];
  log.log = (...args: unknown[]) => { lines.push(args.map((it) => String(it).replace(/\x1b\[[0-9;]*m/g, '').replace(/^\S*T\S*Z /, '').replace(/\+\d+ms/, '+Nms')).join(' ')); };
  log('booting %o', { a: [1, { b: 2 }] });
  log('%s is %d and %j', 'x', 42, { y: 1 });
  log.extend('sub')('not here');
  return Response.json({ lines, enabled: [log.enabled, other.enabled, debug.enabled('app:x')], names: debug.disable() && debug.enable('app:*') });
}
