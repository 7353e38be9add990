import { describe, expect, it } from '@jest/globals';
import { newGrantKey, privateKeyText, publicKeyText } from './keys.ts';
import { openText, sealText } from './sealed-text.ts';

describe('A sealed text', () => {
  const key = newGrantKey();

  it('opens with the private key, and looks different every time', async () => {
    const [one, other] = [await sealText('planted-code', key), await sealText('planted-code', key)];
    expect(await openText(one, key)).toBe('planted-code');
    expect(one).not.toBe(other);
    expect(one).not.toContain(Buffer.from('planted-code').toString('base64url'));
  });

  it('opens with no other key, and not when it was changed', async () => {
    const sealed = await sealText('planted-code', key);
    await expect(openText(sealed, newGrantKey())).rejects.toThrow('decryption operation failed');
    const [header, , nonce, text = '', tag] = sealed.split('.');
    const changed = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    await expect(openText([header, '', nonce, changed, tag].join('.'), key)).rejects.toThrow(
      'decryption operation failed',
    );
  });
});

describe('The variables with the keys', () => {
  const key = newGrantKey();

  it('are read as JWK; the public one forgets a private part', () => {
    const { d: _private, ...open } = key;
    expect(publicKeyText.parse(JSON.stringify(key))).toEqual(open);
    expect(privateKeyText.parse(JSON.stringify(key))).toEqual(key);
  });

  it.each(['{"kty":"EC"', '{"kty":"RSA","n":"planted"}', '"planted"'])('refuse %s without quoting it', (text) => {
    const { error } = privateKeyText.safeParse(text);
    expect(error).toBeDefined();
    expect(JSON.stringify(error?.issues)).not.toContain('planted');
  });
});
