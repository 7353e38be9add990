import { CompactEncrypt, compactDecrypt, importJWK } from 'jose';
import type { GrantPrivateKey, GrantPublicKey } from './keys.ts';

const agreement = 'ECDH-ES';
const encryption = 'A256GCM';

/** JWE in its compact form: who holds the private key can read it, and nobody else, its writer included. */
export const sealText = async (text: string, { kty, crv, x, y }: GrantPublicKey): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: agreement, enc: encryption })
    .encrypt(await importJWK({ kty, crv, x, y }, agreement));

/** Throws for what was sealed to another key or was changed. */
export const openText = async (sealed: string, key: GrantPrivateKey): Promise<string> => {
  const { plaintext } = await compactDecrypt(sealed, await importJWK(key, agreement), {
    keyManagementAlgorithms: [agreement],
    contentEncryptionAlgorithms: [encryption],
  });
  return new TextDecoder().decode(plaintext);
};
