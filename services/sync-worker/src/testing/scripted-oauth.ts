import type { Platform } from '@campaigns/contracts';
import { pino } from 'pino';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import { platformOAuths } from '../platforms/oauths.ts';
import { secretOf } from '../vault/credentials.ts';
import { type ScriptedAnswer, scriptTime } from './scripted-platform.ts';

export type SentForm = Readonly<{
  line: string;
  headers: Readonly<Record<string, string>>;
  /** Members of a form or of JSON. */
  body: Readonly<Record<string, unknown>> | undefined;
}>;

const membersOf = (body: string | undefined): SentForm['body'] => {
  if (body === undefined) return undefined;
  return body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
};

const client = { id: 'client-id', secret: secretOf('planted-client-secret') };

/** The product's client at a platform that gives the answers of a script, one per request; `sent` is what reached it. */
export const scriptedOAuth = (
  platform: Platform,
  answers: readonly ScriptedAnswer[],
): Readonly<{ oauth: PlatformOAuth; sent: SentForm[]; lines: string[] }> => {
  const sent: SentForm[] = [];
  const lines: string[] = [];
  const oauths = platformOAuths({
    baseUrls: {
      meta: 'https://graph/v26.0',
      google: 'https://googleads/v26',
      tiktok: 'https://business/open_api/v1.3',
      linkedin: 'https://api.linkedin/rest',
      twitter: 'https://ads-api.x/12',
      snapchat: 'https://adsapi.snapchat/v1',
    },
    settings: {
      loginUrls: {
        meta: 'https://www.facebook/v26.0',
        google: 'https://accounts.google',
        googleToken: 'https://oauth2.googleapis',
        tiktok: 'https://business',
        linkedin: 'https://www.linkedin',
        twitter: 'https://api.x',
        snapchat: 'https://accounts.snapchat',
      },
      clients: { [platform]: client },
    },
    http: async ({ method, url, headers, body }) => {
      const answer = answers[sent.length];
      sent.push({ line: `${method} ${decodeURIComponent(url.replaceAll('+', ' '))}`, headers, body: membersOf(body) });
      if (answer === undefined) throw new Error(`The script has no answer to ${url}`);
      const { status = 200, headers: given = {}, body: text } = answer;
      return { status, headers: new Headers(given), body: typeof text === 'string' ? text : JSON.stringify(text) };
    },
    logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    signal: new AbortController().signal,
    now: () => scriptTime,
  });
  const oauth = oauths[platform];
  if (oauth === undefined) throw new Error(`There is no client for ${platform}`);
  return { oauth, sent, lines };
};

/** A consent that was given. */
export const consent = {
  consentCode: secretOf('planted-code'),
  redirectUri: 'https://campaigns.example.com/callback',
  verifier: secretOf('planted-verifier'),
};
