import winston, { createLogger, format, transports } from 'winston';
import { Writable } from 'node:stream';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export async function GET() {
  const lines: string[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'winston-'));
  const filename = path.join(folder, 'combined.log');
  const logger = createLogger({
    level: 'info',
    format: format.combine(format.errors({ stack: false }), format.splat(), format.json()),
    defaultMeta: { service: 'user-service' },
    transports: [new transports.Stream({ stream: new Writable({ write(chunk, encoding, done) { lines.push(String(chunk).trim()); done(); } }) }), new transports.File({ filename }), new transports.Console({ format: format.combine(format.colorize(), format.simple()) })],
  });
  logger.info('hello %s', 'world', { extra: true });
  logger.log({ level: 'error', message: 'broken' });
  logger.debug('not written');
  logger.child({ requestId: '7' }).warn('child');
  await new Promise((resolve) => { logger.on('finish', resolve); logger.end(); });
  const written = () => (existsSync(filename) ? readFileSync(filename, 'utf8') : '').split('\n');
  while (written().length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  const file = written().slice(0, 3).map((line) => JSON.parse(line));
  rmSync(folder, { recursive: true });
  return Response.json({ lines: lines.map((line) => JSON.parse(line)), file, levels: Object.keys(winston.config.npm.levels) });
}
