import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A 256-bit key. The first of a keyring writes; all of them read. */
export type VaultKey = Readonly<{ id: string; key: Buffer }>;
export type Keyring = readonly [VaultKey, ...VaultKey[]];

/** Every secret has a data key of its own, which lies beside it, wrapped by a key of the keyring. */
export type Sealed = Readonly<{
  keyId: string;
  /** Nonce, tag and ciphertext of the data key. `null` when the keyring's key has sealed the secret itself. */
  wrappedKey: Buffer | null;
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}>;

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** A secret cannot be read: its key is not in the keyring, or what is stored was changed or belongs elsewhere. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

type Box = Readonly<{ nonce: Buffer; ciphertext: Buffer; tag: Buffer }>;

const encrypt = (plaintext: Buffer, owner: string, key: Buffer): Box => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
};

const decrypt = ({ nonce, ciphertext, tag }: Box, owner: string, key: Buffer): Buffer => {
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(owner, 'utf8'))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
};

const wrapped = (dataKey: Buffer, owner: string, key: Buffer): Buffer => {
  const { nonce, tag, ciphertext } = encrypt(dataKey, owner, key);
  return Buffer.concat([nonce, tag, ciphertext]);
};

const unwrapped = (wrappedKey: Buffer, owner: string, key: Buffer): Buffer => {
  const [tagAt, textAt] = [nonceBytes, nonceBytes + tagBytes];
  const nonce = wrappedKey.subarray(0, tagAt);
  return decrypt(
    { nonce, tag: wrappedKey.subarray(tagAt, textAt), ciphertext: wrappedKey.subarray(textAt) },
    owner,
    key,
  );
};

/** AES-256-GCM with a fresh key and nonces. `owner` is authenticated, so a row moved to another owner does not open. */
export const seal = (plaintext: string, owner: string, [{ id, key }]: Keyring): Sealed => {
  const dataKey = randomBytes(keyBytes);
  return {
    keyId: id,
    wrappedKey: wrapped(dataKey, owner, key),
    ...encrypt(Buffer.from(plaintext, 'utf8'), owner, dataKey),
  };
};

const opening = <Result>({ keyId }: Sealed, owner: string, keyring: Keyring, open: (key: Buffer) => Result): Result => {
  const known = keyring.find(({ id }) => id === keyId);
  if (known === undefined) throw new VaultError(`The vault has no key ${keyId}`);
  try {
    return open(known.key);
  } catch {
    throw new VaultError(`The secret of ${owner} cannot be opened`);
  }
};

/** Throws `VaultError`; never says what it saw. */
export const unseal = (sealed: Sealed, owner: string, keyring: Keyring): string =>
  opening(sealed, owner, keyring, (key) => {
    const { wrappedKey } = sealed;
    return decrypt(sealed, owner, wrappedKey === null ? key : unwrapped(wrappedKey, owner, key)).toString('utf8');
  });

/** The same secret under the keyring's first key: only its data key is wrapped anew. Throws `VaultError`. */
export const rewrap = (sealed: Sealed, owner: string, keyring: Keyring): Sealed => {
  const { wrappedKey } = sealed;
  if (wrappedKey === null) return seal(unseal(sealed, owner, keyring), owner, keyring);
  const dataKey = opening(sealed, owner, keyring, (key) => unwrapped(wrappedKey, owner, key));
  const [{ id, key }] = keyring;
  return { ...sealed, keyId: id, wrappedKey: wrapped(dataKey, owner, key) };
};
