import type { Platform } from '@campaigns/contracts';
import { pino } from 'pino';
import type { HttpAnswer, HttpRequest } from '../http/http-call.ts';
import { type AccountLimits, accountLimits } from '../limits/account-limits.ts';
import { platformAdapters } from '../platforms/adapters.ts';
import type { AccountCall, AdAccount, PlatformAdapter } from '../platforms/platform-port.ts';
import type { TwitterSettings } from '../platforms/twitter/settings.ts';
import { credentialsInput, sealed, secretOf } from '../vault/credentials.ts';

/** An answer as a platform would send it; a body that is no text is sent as JSON. */
export type ScriptedAnswer = Readonly<{ status?: number; headers?: Readonly<Record<string, string>>; body: unknown }>;

export type SentRequest = Readonly<{ line: string; headers: Readonly<Record<string, string>>; body: unknown }>;

const toAnswer = ({ status = 200, headers = {}, body }: ScriptedAnswer): HttpAnswer => ({
  status,
  headers: new Headers({ date: scriptTime.toUTCString(), ...headers }),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const toSent = ({ method, url, headers, body }: HttpRequest): SentRequest => ({
  line: `${method} ${decodeURIComponent(url.replaceAll('+', ' '))}`,
  headers,
  body: body === undefined ? undefined : (JSON.parse(body) as unknown),
});

const consumer: TwitterSettings = {
  consumerKey: 'planted-consumer-key',
  consumerSecret: secretOf('planted-consumer-secret'),
  saleAmountIn: 'micros',
};

/** What a script is about, where it is not an account in dollars. */
export type ScriptOptions = Readonly<{
  account?: Partial<AdAccount>;
  twitter?: TwitterSettings;
  linkedinVersion?: string;
}>;

/** The time on the platform's clock, and on ours. */
export const scriptTime = new Date('2026-12-08T12:00:00Z');

/** An adapter whose platform gives the answers of a script, one per request; `sent` is what reached it. */
export const scripted = (
  platform: Platform,
  answers: readonly ScriptedAnswer[],
  adAccountId: string,
  { account = {}, twitter = consumer, ...more }: ScriptOptions = {},
): Readonly<{ adapter: PlatformAdapter; call: AccountCall; sent: SentRequest[]; limits: AccountLimits }> => {
  const sent: SentRequest[] = [];
  const limits = accountLimits({}, () => 0);
  const adapters = platformAdapters(
    {
      meta: 'https://meta/v26.0',
      google: 'https://google/v26',
      tiktok: 'https://tiktok/open_api/v1.3',
      linkedin: 'https://linkedin/rest',
      twitter: 'https://twitter/12',
      snapchat: 'https://snapchat/v1',
    },
    {
      http: async (request) => {
        const answer = answers[sent.length];
        sent.push(toSent(request));
        if (answer === undefined) throw new Error(`The script has no answer to ${request.url}`);
        return toAnswer(answer);
      },
      limits,
      logger: pino({ level: 'silent' }),
      twitter,
      ...more,
      now: () => scriptTime.getTime(),
    },
  );
  const adapter = adapters[platform];
  return {
    adapter,
    sent,
    limits,
    call: {
      account: { adAccountId, currency: 'USD', timeZone: 'America/Los_Angeles', ...account },
      credentials: sealed(
        credentialsInput.parse({
          ...{ platform, accessToken: 'planted-token' },
          ...(platform === 'twitter' ? { tokenSecret: 'planted-token-secret' } : {}),
        }),
      ),
      signal: new AbortController().signal,
    },
  };
};
