// The ops of internal/crypto. Hashes, ciphers, curves and kinds of key are named as Node.js names them.
//
// Each op that ends in `_later` takes the arguments of the one without and does its work on another thread.

declare module "waypost-native:internal/crypto" {
  type Bytes = Uint8Array | ArrayBuffer | ArrayBufferView;
  type Key = number;

  /** What is shown of an asymmetric key. */
  interface KeyAbout {
    id: Key;
    isPrivate: boolean;
    /** `rsa`, `rsa-pss`, `ec`, `ed25519`, `ed448`, `x25519`, `x448` */
    kind: string;
    bits?: number;
    exponent?: Uint8Array;
    hash?: string;
    maskHash?: string;
    saltLength?: number;
    curve?: string;
  }

  /** A key in a container (pkcs1, pkcs8, sec1, spki), or the first one in a PEM text. */
  export function op_crypto_key_import(bytes: Bytes, wantsPrivate: boolean, container: string | undefined, passphrase: Bytes | undefined): KeyAbout;
  export function op_crypto_key_export(key: Key, container: string, isPem: boolean, cipher: string | undefined, passphrase: Bytes | undefined): Uint8Array | string;
  export function op_crypto_key_jwk_import(jwk: object, kty: string, crv: string | undefined, isPrivate: boolean): KeyAbout;
  export function op_crypto_key_jwk_export(key: Key): Record<string, string>;
  /** `kind` is a curve, or `ed25519`, `ed448`, `x25519` or `x448`. */
  export function op_crypto_key_raw_import(kind: string, isPrivate: boolean, bytes: Bytes): KeyAbout;
  /** 0 the secret half, 1 the public half uncompressed, 2 compressed, 3 hybrid. */
  export function op_crypto_key_raw_export(key: Key, form: number): Uint8Array;
  export function op_crypto_key_public(key: Key): KeyAbout;
  export function op_crypto_key_equals(a: Key, b: Key): boolean;
  export function op_crypto_key_close(key: Key): void;
  export function op_crypto_key_generate(kind: string, bitsOrCurve?: number | string, exponent?: number, hash?: string, maskHash?: string, saltLength?: number): KeyAbout;
  export function op_crypto_key_generate_later(kind: string, bitsOrCurve?: number | string, exponent?: number, hash?: string, maskHash?: string, saltLength?: number): Promise<KeyAbout>;

  /** `padding` and `saltLength` are the numbers of `crypto.constants`; `isHash` tells that data is a hash. */
  export function op_crypto_sign(key: Key, hash: string | undefined, padding: number | undefined, saltLength: number | undefined, isFixed: boolean, isHash: boolean, data: Bytes): Uint8Array;
  export function op_crypto_sign_later(key: Key, hash: string | undefined, padding: number | undefined, saltLength: number | undefined, isFixed: boolean, isHash: boolean, data: Bytes): Promise<Uint8Array>;
  export function op_crypto_verify(key: Key, hash: string | undefined, padding: number | undefined, saltLength: number | undefined, isFixed: boolean, isHash: boolean, data: Bytes, signature: Bytes): boolean;
  export function op_crypto_verify_later(key: Key, hash: string | undefined, padding: number | undefined, saltLength: number | undefined, isFixed: boolean, isHash: boolean, data: Bytes, signature: Bytes): Promise<boolean>;
  /** 0 publicEncrypt, 1 privateDecrypt, 2 privateEncrypt, 3 publicDecrypt. */
  export function op_crypto_rsa(key: Key, operation: number, padding: number, hash: string | undefined, label: Bytes | undefined, data: Bytes): Uint8Array;
  export function op_crypto_rsa_later(key: Key, operation: number, padding: number, hash: string | undefined, label: Bytes | undefined, data: Bytes): Promise<Uint8Array>;
  export function op_crypto_agree(mine: Key, theirs: Key): Uint8Array;

  interface CipherAbout {
    mode: string;
    name: string;
    nid: number;
    blockSize: number;
    ivLength: number;
    keyLength: number;
    isAuthenticated: boolean;
  }

  export function op_crypto_cipher_find(nameOrNumber: string): CipherAbout | null;
  export function op_crypto_cipher_names(): string[];
  export function op_crypto_cipher_new(name: string, isEncrypting: boolean, key: Bytes, iv: Bytes): number;
  export function op_crypto_cipher_update(cipher: number, data: Bytes): Uint8Array;
  export function op_crypto_cipher_aad(cipher: number, data: Bytes): void;
  export function op_crypto_cipher_padding(cipher: number, isOn: boolean): void;
  export function op_crypto_cipher_finish(cipher: number, tag: Bytes | undefined): Uint8Array;
  export function op_crypto_cipher_tag(cipher: number): Uint8Array | null;
  export function op_crypto_cipher_close(cipher: number): void;
  export function op_crypto_cipher_run(name: string, isEncrypting: boolean, key: Bytes, iv: Bytes, data: Bytes): Uint8Array;
  export function op_crypto_cipher_run_later(name: string, isEncrypting: boolean, key: Bytes, iv: Bytes, data: Bytes): Promise<Uint8Array>;
  /** The tag follows the ciphertext; its length is in bytes. */
  export function op_crypto_gcm(isEncrypting: boolean, key: Bytes, iv: Bytes, additional: Bytes, data: Bytes, tagLength: number): Uint8Array;
  export function op_crypto_gcm_later(isEncrypting: boolean, key: Bytes, iv: Bytes, additional: Bytes, data: Bytes, tagLength: number): Promise<Uint8Array>;
  export function op_crypto_wrap(isWrapping: boolean, key: Bytes, data: Bytes): Uint8Array;

  /** AES-OCB or ChaCha20-Poly1305. The tag follows the ciphertext; its length is in bytes. */
  export function op_crypto_aead(isOcb: boolean, isEncrypting: boolean, key: Bytes, iv: Bytes, additional: Bytes, data: Bytes, tagLength: number): Uint8Array;
  export function op_crypto_aead_later(isOcb: boolean, isEncrypting: boolean, key: Bytes, iv: Bytes, additional: Bytes, data: Bytes, tagLength: number): Promise<Uint8Array>;
  /** `strength` is 128 or 256, `length` in bytes. */
  export function op_crypto_cshake(strength: number, functionName: Bytes, customization: Bytes, data: Bytes, length: number): Uint8Array;
  export function op_crypto_cshake_later(strength: number, functionName: Bytes, customization: Bytes, data: Bytes, length: number): Promise<Uint8Array>;
  export function op_crypto_kmac(strength: number, key: Bytes, customization: Bytes, data: Bytes, length: number): Uint8Array;
  export function op_crypto_kmac_later(strength: number, key: Bytes, customization: Bytes, data: Bytes, length: number): Promise<Uint8Array>;
  /** The public key of a seed, of ML-KEM or ML-DSA by the name of its parameter set. */
  export function op_crypto_lattice_public(name: string, seed: Bytes): Uint8Array;
  export function op_crypto_lattice_public_later(name: string, seed: Bytes): Promise<Uint8Array>;
  /** Whether the bytes are a public key. */
  export function op_crypto_lattice_check(name: string, publicKey: Bytes): boolean;
  export function op_crypto_lattice_check_later(name: string, publicKey: Bytes): Promise<boolean>;
  /** The shared secret of 32 bytes, then the ciphertext. */
  export function op_crypto_encapsulate(name: string, publicKey: Bytes): Uint8Array;
  export function op_crypto_encapsulate_later(name: string, publicKey: Bytes): Promise<Uint8Array>;
  export function op_crypto_decapsulate(name: string, seed: Bytes, ciphertext: Bytes): Uint8Array;
  export function op_crypto_decapsulate_later(name: string, seed: Bytes, ciphertext: Bytes): Promise<Uint8Array>;
  export function op_crypto_mldsa_sign(name: string, seed: Bytes, context: Bytes, data: Bytes): Uint8Array;
  export function op_crypto_mldsa_sign_later(name: string, seed: Bytes, context: Bytes, data: Bytes): Promise<Uint8Array>;
  export function op_crypto_mldsa_verify(name: string, publicKey: Bytes, context: Bytes, data: Bytes, signature: Bytes): boolean;
  export function op_crypto_mldsa_verify_later(name: string, publicKey: Bytes, context: Bytes, data: Bytes, signature: Bytes): Promise<boolean>;

  export function op_crypto_pbkdf2(hash: string, password: Bytes, salt: Bytes, iterations: number, length: number): Uint8Array;
  export function op_crypto_pbkdf2_later(hash: string, password: Bytes, salt: Bytes, iterations: number, length: number): Promise<Uint8Array>;
  export function op_crypto_hkdf(hash: string, key: Bytes, salt: Bytes, info: Bytes, length: number): Uint8Array;
  export function op_crypto_hkdf_later(hash: string, key: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Uint8Array>;
  export function op_crypto_scrypt(password: Bytes, salt: Bytes, n: number, r: number, p: number, maxmem: number, length: number): Uint8Array;
  export function op_crypto_scrypt_later(password: Bytes, salt: Bytes, n: number, r: number, p: number, maxmem: number, length: number): Promise<Uint8Array>;
  export function op_crypto_bcrypt(password: Bytes, salt: string): string;
  export function op_crypto_bcrypt_later(password: Bytes, salt: string): Promise<string>;
  export function op_crypto_bcrypt_salt(version: string, cost: number, random: Bytes): string;
  /** `kind`: 0 Argon2d, 1 Argon2i, 2 Argon2id; `version` 16 or 19; memory in KiB. */
  export function op_crypto_argon2(password: Bytes, salt: Bytes, kind: number, version: number, memory: number, passes: number, parallelism: number, length: number, secret?: Bytes, associated?: Bytes): Uint8Array;
  export function op_crypto_argon2_later(password: Bytes, salt: Bytes, kind: number, version: number, memory: number, passes: number, parallelism: number, length: number, secret?: Bytes, associated?: Bytes): Promise<Uint8Array>;

  export function op_crypto_dh_group(name: string): Uint8Array | null;
  export function op_crypto_dh_power(base: Bytes, exponent: Bytes, modulus: Bytes): Uint8Array;
  export function op_crypto_dh_private(modulus: Bytes): Uint8Array;
  export function op_crypto_prime_generate(bits: number, isSafe: boolean, divisor?: Bytes, remainder?: Bytes): Uint8Array;
  export function op_crypto_prime_generate_later(bits: number, isSafe: boolean, divisor?: Bytes, remainder?: Bytes): Promise<Uint8Array>;
  export function op_crypto_prime_check(number: Bytes): boolean;
  export function op_crypto_prime_check_later(number: Bytes): Promise<boolean>;

  type NameEntries = [kind: string, value: string, isJoined: boolean][];
  type General = [kind: string, value: string | NameEntries];

  interface CertificateAbout {
    id: number;
    raw: Uint8Array;
    spki: Uint8Array;
    pem: string;
    serialNumber: string;
    subject: NameEntries;
    issuer: NameEntries;
    validFrom: string;
    validTo: string;
    validFromTime: number;
    validToTime: number;
    isAuthority: boolean;
    alternativeNames: General[] | null;
    authorityInfo: [method: string, place: General][] | null;
    usage: string[] | null;
  }

  export function op_crypto_x509_parse(bytes: Bytes): CertificateAbout;
  export function op_crypto_x509_close(certificate: number): void;
  export function op_crypto_x509_key(certificate: number): KeyAbout;
  export function op_crypto_x509_verify(certificate: number, key: Key): boolean;
  export function op_crypto_x509_issued(certificate: number, issuer: number): boolean;
}
