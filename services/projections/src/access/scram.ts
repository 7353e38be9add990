import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const iterations = 4096;

/**
 * What Postgres stores for a password (SCRAM-SHA-256, RFC 5803). Given instead of the password itself, the password reaches
 * neither the server nor its statement log. Only for passwords of ASCII characters, which need no normalisation.
 */
export const scramVerifier = (password: string, salt: Buffer = randomBytes(16)): string => {
  if (!/^[\x21-\x7e]+$/.test(password)) {
    throw new TypeError('A password needs printable ASCII characters without spaces');
  }
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  const server = key('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`;
};
