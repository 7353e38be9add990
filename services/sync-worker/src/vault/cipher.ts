import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A 256-bit key. The first of a keyring writes; all of them read. */
export type VaultKey = Readonly<{ id: string; key: Buffer }>;
export type Keyring = readonly [VaultKey, ...VaultKey[]];

export type Sealed = Readonly<{ keyId: string; nonce: Buffer; ciphertext: Buffer; tag: Buffer }>;

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;

/** A secret cannot be read: its key is not in the keyring, or what is stored was changed or belongs elsewhere. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** AES-256-GCM with a fresh nonce. `owner` is authenticated, so a row moved to another owner does not open. */
export const seal = (plaintext: string, owner: string, [{ id, key }]: Keyring): Sealed => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return { keyId: id, nonce, ciphertext, tag: cipher.getAuthTag() };
};

/** Throws `VaultError`; never says what it saw. */
export const unseal = ({ keyId, nonce, ciphertext, tag }: Sealed, owner: string, keyring: Keyring): string => {
  const known = keyring.find(({ id }) => id === keyId);
  if (known === undefined) throw new VaultError(`The vault has no key ${keyId}`);
  try {
    const decipher = createDecipheriv(algorithm, known.key, nonce, { authTagLength: 16 })
      .setAAD(Buffer.from(owner, 'utf8'))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw new VaultError(`The secret of ${owner} cannot be opened`);
  }
};
