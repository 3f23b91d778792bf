import winston, { createLogger, format, transports } from 'winston';
import { Writable } from 'node:stream';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  await new Promise((resolve) => { logger.on('finish', () => setTimeout(resolve, 50)); logger.end(); });
  const file = readFileSync(filename, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  rmSync(folder, { recursive: true });
  return Response.json({ lines: lines.map((line) => JSON.parse(line)), file, levels: Object.keys(winston.config.npm.levels) });
}
