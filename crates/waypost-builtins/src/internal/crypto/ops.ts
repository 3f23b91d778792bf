// The ops of this folder for the interfaces above it, under the names of what they do.

import {
  op_crypto_agree,
  op_crypto_argon2,
  op_crypto_argon2_later,
  op_crypto_bcrypt,
  op_crypto_bcrypt_later,
  op_crypto_bcrypt_salt,
  op_crypto_cipher_aad,
  op_crypto_cipher_close,
  op_crypto_cipher_find,
  op_crypto_cipher_finish,
  op_crypto_cipher_names,
  op_crypto_cipher_new,
  op_crypto_cipher_padding,
  op_crypto_cipher_run,
  op_crypto_cipher_run_later,
  op_crypto_cipher_tag,
  op_crypto_cipher_update,
  op_crypto_dh_group,
  op_crypto_dh_power,
  op_crypto_dh_private,
  op_crypto_gcm,
  op_crypto_gcm_later,
  op_crypto_hkdf,
  op_crypto_hkdf_later,
  op_crypto_pbkdf2,
  op_crypto_pbkdf2_later,
  op_crypto_prime_check,
  op_crypto_prime_check_later,
  op_crypto_prime_generate,
  op_crypto_prime_generate_later,
  op_crypto_rsa,
  op_crypto_rsa_later,
  op_crypto_scrypt,
  op_crypto_scrypt_later,
  op_crypto_sign,
  op_crypto_sign_later,
  op_crypto_verify,
  op_crypto_verify_later,
  op_crypto_wrap,
  op_crypto_x509_close,
  op_crypto_x509_issued,
  op_crypto_x509_parse,
  op_crypto_x509_verify,
} from "waypost-native:internal/crypto";

export type { CertificateAbout, CipherAbout, General, NameEntries } from "waypost-native:internal/crypto";

export const agree: typeof op_crypto_agree = op_crypto_agree;
export const argon2: typeof op_crypto_argon2 = op_crypto_argon2;
export const argon2Later: typeof op_crypto_argon2_later = op_crypto_argon2_later;
export const bcrypt: typeof op_crypto_bcrypt = op_crypto_bcrypt;
export const bcryptLater: typeof op_crypto_bcrypt_later = op_crypto_bcrypt_later;
export const bcryptSalt: typeof op_crypto_bcrypt_salt = op_crypto_bcrypt_salt;
export const cipherAad: typeof op_crypto_cipher_aad = op_crypto_cipher_aad;
export const cipherClose: typeof op_crypto_cipher_close = op_crypto_cipher_close;
export const cipherFind: typeof op_crypto_cipher_find = op_crypto_cipher_find;
export const cipherFinish: typeof op_crypto_cipher_finish = op_crypto_cipher_finish;
export const cipherNames: typeof op_crypto_cipher_names = op_crypto_cipher_names;
export const cipherNew: typeof op_crypto_cipher_new = op_crypto_cipher_new;
export const cipherPadding: typeof op_crypto_cipher_padding = op_crypto_cipher_padding;
export const cipherRun: typeof op_crypto_cipher_run = op_crypto_cipher_run;
export const cipherRunLater: typeof op_crypto_cipher_run_later = op_crypto_cipher_run_later;
export const cipherTag: typeof op_crypto_cipher_tag = op_crypto_cipher_tag;
export const cipherUpdate: typeof op_crypto_cipher_update = op_crypto_cipher_update;
export const dhGroup: typeof op_crypto_dh_group = op_crypto_dh_group;
export const dhPower: typeof op_crypto_dh_power = op_crypto_dh_power;
export const dhPrivate: typeof op_crypto_dh_private = op_crypto_dh_private;
export const gcm: typeof op_crypto_gcm = op_crypto_gcm;
export const gcmLater: typeof op_crypto_gcm_later = op_crypto_gcm_later;
export const hkdf: typeof op_crypto_hkdf = op_crypto_hkdf;
export const hkdfLater: typeof op_crypto_hkdf_later = op_crypto_hkdf_later;
export const pbkdf2: typeof op_crypto_pbkdf2 = op_crypto_pbkdf2;
export const pbkdf2Later: typeof op_crypto_pbkdf2_later = op_crypto_pbkdf2_later;
export const primeCheck: typeof op_crypto_prime_check = op_crypto_prime_check;
export const primeCheckLater: typeof op_crypto_prime_check_later = op_crypto_prime_check_later;
export const primeGenerate: typeof op_crypto_prime_generate = op_crypto_prime_generate;
export const primeGenerateLater: typeof op_crypto_prime_generate_later = op_crypto_prime_generate_later;
export const rsa: typeof op_crypto_rsa = op_crypto_rsa;
export const rsaLater: typeof op_crypto_rsa_later = op_crypto_rsa_later;
export const scrypt: typeof op_crypto_scrypt = op_crypto_scrypt;
export const scryptLater: typeof op_crypto_scrypt_later = op_crypto_scrypt_later;
export const sign: typeof op_crypto_sign = op_crypto_sign;
export const signLater: typeof op_crypto_sign_later = op_crypto_sign_later;
export const verify: typeof op_crypto_verify = op_crypto_verify;
export const verifyLater: typeof op_crypto_verify_later = op_crypto_verify_later;
export const wrap: typeof op_crypto_wrap = op_crypto_wrap;
export const x509Close: typeof op_crypto_x509_close = op_crypto_x509_close;
export const x509Issued: typeof op_crypto_x509_issued = op_crypto_x509_issued;
export const x509Parse: typeof op_crypto_x509_parse = op_crypto_x509_parse;
export const x509Verify: typeof op_crypto_x509_verify = op_crypto_x509_verify;
