// The ops of the newer algorithms, under the names of what they do.

import {
  op_crypto_aead,
  op_crypto_aead_later,
  op_crypto_cshake,
  op_crypto_cshake_later,
  op_crypto_decapsulate,
  op_crypto_decapsulate_later,
  op_crypto_encapsulate,
  op_crypto_encapsulate_later,
  op_crypto_kmac,
  op_crypto_kmac_later,
  op_crypto_lattice_check,
  op_crypto_lattice_check_later,
  op_crypto_lattice_public,
  op_crypto_lattice_public_later,
  op_crypto_mldsa_sign,
  op_crypto_mldsa_sign_later,
  op_crypto_mldsa_verify,
  op_crypto_mldsa_verify_later,
} from "waypost-native:internal/crypto";

export const aead: typeof op_crypto_aead = op_crypto_aead;
export const aeadLater: typeof op_crypto_aead_later = op_crypto_aead_later;
export const cshake: typeof op_crypto_cshake = op_crypto_cshake;
export const cshakeLater: typeof op_crypto_cshake_later = op_crypto_cshake_later;
export const decapsulate: typeof op_crypto_decapsulate = op_crypto_decapsulate;
export const decapsulateLater: typeof op_crypto_decapsulate_later = op_crypto_decapsulate_later;
export const encapsulate: typeof op_crypto_encapsulate = op_crypto_encapsulate;
export const encapsulateLater: typeof op_crypto_encapsulate_later = op_crypto_encapsulate_later;
export const kmac: typeof op_crypto_kmac = op_crypto_kmac;
export const kmacLater: typeof op_crypto_kmac_later = op_crypto_kmac_later;
export const latticeCheck: typeof op_crypto_lattice_check = op_crypto_lattice_check;
export const latticeCheckLater: typeof op_crypto_lattice_check_later = op_crypto_lattice_check_later;
export const latticePublic: typeof op_crypto_lattice_public = op_crypto_lattice_public;
export const latticePublicLater: typeof op_crypto_lattice_public_later = op_crypto_lattice_public_later;
export const mldsaSign: typeof op_crypto_mldsa_sign = op_crypto_mldsa_sign;
export const mldsaSignLater: typeof op_crypto_mldsa_sign_later = op_crypto_mldsa_sign_later;
export const mldsaVerify: typeof op_crypto_mldsa_verify = op_crypto_mldsa_verify;
export const mldsaVerifyLater: typeof op_crypto_mldsa_verify_later = op_crypto_mldsa_verify_later;
