import type { KeyObject } from 'node:crypto';
import { challengeCode } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';
import type { NoticeSecrets } from './notice-secrets.ts';
import { hmacOf, isSecret } from './signature.ts';

type Query = Readonly<Record<string, unknown>>;

const longest = 500;

/** Meta asks with the token of the subscription, and wants its challenge back as it is. Throws 401 for another token. */
export const metaChallenge = (query: Query, verifyToken: NoticeSecrets['metaVerifyToken']): string => {
  if (verifyToken === undefined) {
    throw new Problem('webhook-not-configured', 'Set META_WEBHOOK_VERIFY_TOKEN', {
      details: { variables: ['META_WEBHOOK_VERIFY_TOKEN'] },
    });
  }
  const [mode, token, challenge] = [query['hub.mode'], query['hub.verify_token'], query['hub.challenge']];
  if (mode !== 'subscribe' || typeof token !== 'string' || !isSecret(verifyToken, token)) {
    throw new Problem('webhook-not-verified', 'The verify token is missing or wrong');
  }
  if (typeof challenge !== 'string' || challenge.length > longest) {
    throw new Problem('invalid-request', 'hub.challenge is missing or too long');
  }
  return challenge;
};

/**
 * LinkedIn asks every two hours for a signature of its code. Anybody may ask: what is signed must be a UUID, or the answer
 * could be the signature of a notice that somebody has made up. Throws 400 for anything else.
 */
export const linkedinChallenge = (
  { challengeCode: given }: Query,
  key: KeyObject,
): Readonly<{ challengeCode: string; challengeResponse: string }> => {
  const code = challengeCode.safeParse(given);
  if (!code.success) throw new Problem('invalid-request', 'challengeCode must be a UUID');
  return { challengeCode: code.data, challengeResponse: hmacOf(key, [code.data]).toString('hex') };
};
