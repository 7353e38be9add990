import { createCipheriv, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { LogUnavailable } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { inMemorySecretRows } from '../testing/in-memory-secret-rows.ts';
import { rewrap, type Sealed, seal, unseal } from './cipher.ts';
import { postgresSecretRows } from './secret-rows.ts';
import { vaultOn } from './vault.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const credentials = { platform: 'meta', accessToken: 'EAAB-planted-token' } as const;
const connectionId = 'b0000000-0000-4000-8000-000000000005';

describe('a sealed secret', () => {
  const keyring = [key('one')] as const;

  it('opens with its key and its owner', () => {
    expect(unseal(seal('s3cret', 'owner', keyring), 'owner', keyring)).toBe('s3cret');
  });

  it('looks different every time', () => {
    const [one, other] = [seal('s3cret', 'owner', keyring), seal('s3cret', 'owner', keyring)];
    expect(one.nonce.equals(other.nonce)).toBe(false);
    expect(one.ciphertext.equals(other.ciphertext)).toBe(false);
  });

  it('does not open for another owner', () => {
    expect(() => unseal(seal('s3cret', 'owner', keyring), 'somebody else', keyring)).toThrow('cannot be opened');
  });

  it.each(['ciphertext', 'tag', 'nonce', 'wrappedKey'] as const)('does not open when its %s was changed', (part) => {
    const secret = seal('s3cret', 'owner', keyring);
    const changed = Buffer.from(secret[part] ?? []);
    changed[0] = (changed[0] ?? 0) ^ 1;
    expect(() => unseal({ ...secret, [part]: changed }, 'owner', keyring)).toThrow('cannot be opened');
  });

  it('does not open with another key, or without one', () => {
    const secret = seal('s3cret', 'owner', keyring);
    expect(() => unseal(secret, 'owner', [key('one')])).toThrow('cannot be opened');
    expect(() => unseal(secret, 'owner', [key('two')])).toThrow('no key one');
  });
});

describe('a secret under a new key of the keyring', () => {
  const [old, current] = [key('old'), key('current')];
  const secret = seal('s3cret', 'owner', [old]);

  it('opens with the new key alone, and only its data key was wrapped anew', () => {
    const moved = rewrap(secret, 'owner', [current, old]);
    expect(unseal(moved, 'owner', [current])).toBe('s3cret');
    expect(moved).toMatchObject({ keyId: 'current', nonce: secret.nonce, ciphertext: secret.ciphertext });
    expect(moved.wrappedKey?.equals(secret.wrappedKey ?? Buffer.of())).toBe(false);
  });

  it('is not given to another owner on the way', () => {
    expect(() => rewrap(secret, 'somebody else', [current, old])).toThrow('cannot be opened');
    expect(() => rewrap(secret, 'owner', [current])).toThrow('no key old');
  });

  it('gets a data key when the keyring had sealed it directly', () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', old.key, nonce).setAAD(Buffer.from('owner'));
    const ciphertext = Buffer.concat([cipher.update('s3cret'), cipher.final()]);
    const direct: Sealed = { keyId: 'old', wrappedKey: null, nonce, ciphertext, tag: cipher.getAuthTag() };
    expect(unseal(direct, 'owner', [old])).toBe('s3cret');
    const moved = rewrap(direct, 'owner', [current, old]);
    expect(moved.wrappedKey).not.toBeNull();
    expect(unseal(moved, 'owner', [current])).toBe('s3cret');
  });
});

describe('the vault', () => {
  it('gives back what was put, and nothing after it was removed', async () => {
    const vault = vaultOn(inMemorySecretRows(), [key('one')]);
    await vault.put(connectionId, credentials);
    expect((await vault.get(connectionId))?.accessToken.reveal()).toBe('EAAB-planted-token');
    await vault.remove(connectionId);
    expect(await vault.get(connectionId)).toBeUndefined();
  });

  it('keeps no token in what it stores, and shows none by accident', async () => {
    const rows = inMemorySecretRows();
    const vault = vaultOn(rows, [key('one')]);
    await vault.put(connectionId, credentials);
    const stored = rows.rows.get(connectionId);
    expect(
      Buffer.concat([stored?.ciphertext ?? Buffer.of(), stored?.tag ?? Buffer.of()]).toString('latin1'),
    ).not.toContain('planted');
    const opened = await vault.get(connectionId);
    for (const shown of [JSON.stringify(opened), inspect(opened), `${String(opened?.accessToken)}`]) {
      expect(shown).not.toContain('planted');
      expect(shown).toContain('[redacted]');
    }
  });

  it('does not open a row that was moved to another connection', async () => {
    const rows = inMemorySecretRows();
    const vault = vaultOn(rows, [key('one')]);
    await vault.put(connectionId, credentials);
    const moved = 'b0000000-0000-4000-8000-000000000006';
    const row = rows.rows.get(connectionId);
    if (row !== undefined) rows.rows.set(moved, { ...row, connectionId: moved });
    await expect(vault.get(moved)).rejects.toThrow('cannot be opened');
  });

  it('seals everything with the new key when keys are rotated', async () => {
    const rows = inMemorySecretRows();
    const [old, current] = [key('old'), key('current')];
    await vaultOn(rows, [old]).put(connectionId, credentials);
    const rotating = vaultOn(rows, [current, old]);
    expect(await rotating.rotate()).toBe(1);
    expect(await rotating.rotate()).toBe(0);
    expect((await vaultOn(rows, [current]).get(connectionId))?.accessToken.reveal()).toBe('EAAB-planted-token');
    await expect(vaultOn(rows, [old]).get(connectionId)).rejects.toThrow('no key current');
  });

  it('is away, which is no fault of a message, while Postgres is', async () => {
    const failing = (error: Error) =>
      vaultOn(postgresSecretRows({ query: () => Promise.reject(error) } as unknown as Pool), [key('one')]);
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const wrong = Object.assign(new Error('no such table'), { code: '42P01' });
    await expect(failing(away).get(connectionId)).rejects.toThrow(LogUnavailable);
    await expect(failing(wrong).get(connectionId)).rejects.toThrow('no such table');
  });
});
