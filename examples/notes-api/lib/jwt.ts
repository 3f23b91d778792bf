// JSON Web Tokens with HS256, and nothing else: a verifier that knows one algorithm cannot be
// talked into another by the token's header.
// https://www.rfc-editor.org/rfc/rfc7519

import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Claims {
  sub: string;
  name: string;
  /** Seconds since 1970. */
  iat: number;
  exp: number;
}

/** Why a token was refused, in words for the client. */
export class TokenError extends Error {
  override name = 'TokenError';
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

export function sign(subject: { sub: string; name: string }, secret: string, lifetimeSeconds: number): string {
  const iat = Math.floor(Date.now() / 1000);
  const payload = encode({ ...subject, iat, exp: iat + lifetimeSeconds } satisfies Claims);
  const signed = `${HEADER}.${payload}`;
  return `${signed}.${mac(signed, secret).toString('base64url')}`;
}

export function verify(token: string, secret: string): Claims {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) throw new TokenError('malformed token');
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(`${header}.${payload}`, secret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new TokenError('wrong signature');
  }
  if (decode<{ alg?: string }>(header).alg !== 'HS256') throw new TokenError('unsupported algorithm');
  const claims = decode<Claims>(payload);
  if (typeof claims.exp !== 'number' || claims.exp <= Date.now() / 1000) throw new TokenError('token expired');
  return claims;
}

function mac(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode<Shape>(part: string): Shape {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Shape;
  } catch {
    throw new TokenError('malformed token');
  }
}
