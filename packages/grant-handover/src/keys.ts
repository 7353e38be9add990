import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';

const point = z.string().min(1);
const publicKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: point, y: point });
const privateKey = publicKey.extend({ d: point });

/** Seals what only the sync-worker may read. */
export type GrantPublicKey = z.infer<typeof publicKey>;
/** Opens it; belongs to the sync-worker alone. */
export type GrantPrivateKey = z.infer<typeof privateKey>;

const jsonText = (example: string) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      // Without the text: it may hold a private key.
      context.issues.push({ code: 'custom', message: `expected JSON such as ${example}`, input: '' });
      return z.NEVER;
    }
  });

/** A variable that holds a public key of P-256 as a JWK. What else the JWK says is left out, a private part above all. */
export const publicKeyText = jsonText('{"kty":"EC","crv":"P-256","x":"…","y":"…"}').pipe(publicKey);
/** A variable that holds the private key of the pair. */
export const privateKeyText = jsonText('{"kty":"EC","crv":"P-256","x":"…","y":"…","d":"…"}').pipe(privateKey);

/** The private key of a new pair; the public one is the same without `d`. */
export const newGrantKey = (): GrantPrivateKey =>
  privateKey.parse(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }));
