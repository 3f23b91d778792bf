import * as jose from 'jose';

const secret = new TextEncoder().encode(process.env.JWT_SECRET!.slice(0, 32));

async function issue() {
  return await new jose.SignJWT({ 'urn:example:claim': true })
    .setProtectedHeader({ alg: 'HS256' }).setIssuedAt(1_700_000_000).setIssuer('urn:example:issuer')
    .setAudience('urn:example:audience').setExpirationTime(4_000_000_000).sign(secret);
}

export async function GET() {
  const token = await issue();
  const { payload, protectedHeader } = await jose.jwtVerify(token, secret, { issuer: 'urn:example:issuer', audience: 'urn:example:audience' });
  const wrong = await jose.jwtVerify(token, secret, { audience: 'other' }).catch((error) => ({ code: error.code, claim: error.claim, reason: error.reason }));
  const tampered = await jose.jwtVerify(token.slice(0, -3) + 'AAA', secret).catch((error) => error.code);
  return Response.json({ token, payload, protectedHeader, wrong, tampered, unverified: jose.decodeJwt(token) });
}

export async function POST() {
  const found: Record<string, unknown> = {};
  for (const alg of ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    const jwk = await jose.exportJWK(publicKey);
    const jwks = jose.createLocalJWKSet({ keys: [{ ...jwk, alg, kid: alg }] });
    const token = await new jose.SignJWT({ alg }).setProtectedHeader({ alg, kid: alg }).sign(privateKey);
    const pkcs8 = await jose.importPKCS8(await jose.exportPKCS8(privateKey), alg);
    const again = await new jose.SignJWT({ alg }).setProtectedHeader({ alg, kid: alg }).sign(pkcs8);
    const verified = await Promise.all([token, again].map((it) => jose.jwtVerify(it, jwks)));
    found[alg] = [verified.map((it) => it.payload), Object.keys(jwk).sort(), (await jose.calculateJwkThumbprint(jwk)).length];
  }
  for (const [alg, enc] of [['dir', 'A256GCM'], ['A128KW', 'A128CBC-HS256'], ['A256GCMKW', 'A192GCM'], ['PBES2-HS256+A128KW', 'A256GCM']]) {
    const key = alg === 'A128KW' ? secret.slice(0, 16) : secret;
    const jwe = await new jose.EncryptJWT({ hidden: alg }).setProtectedHeader({ alg, enc }).encrypt(key);
    const { payload } = await jose.jwtDecrypt(jwe, key, { keyManagementAlgorithms: [alg] });
    found[alg] = payload;
  }
  for (const alg of ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW']) {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg);
    const jwe = await new jose.CompactEncrypt(new TextEncoder().encode(alg)).setProtectedHeader({ alg, enc: 'A256GCM' }).encrypt(publicKey);
    const { plaintext, protectedHeader } = await jose.compactDecrypt(jwe, privateKey);
    found[alg] = [new TextDecoder().decode(plaintext), protectedHeader.enc];
  }
  return Response.json(found);
}

export async function PUT() {
  const jwks = jose.createRemoteJWKSet(new URL('/jwks.json', process.env.UPSTREAM_URL));
  const token = 'eyJhbGciOiJSUzI1NiIsImtpZCI6Im5vIn0.e30.AA';
  return Response.json(await jose.jwtVerify(token, jwks).catch((error) => ({ code: error.code, message: error.message })));
}
