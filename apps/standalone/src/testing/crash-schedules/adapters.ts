import { developmentConsumer, type InProcessAnswer, type InProcessRequest } from '@campaigns/ad-sandbox';
import {
  type accountLimits,
  type HttpCall,
  type PlatformAdapters,
  platformAdapters,
  secretOf,
  withoutAnswer,
} from '@campaigns/sync-worker';
import { pino } from 'pino';

export const silent = pino({ level: 'silent' });

const connectionCut = Object.assign(new Error('The connection was cut'), { code: 'UND_ERR_SOCKET' });

/** Requests to a sandbox of this process, as they go over a network. Throws `PlatformError` where no answer comes. */
export const httpTo =
  (call: (request: InProcessRequest) => Promise<InProcessAnswer | 'cut off'>): HttpCall =>
  async ({ method, url, headers, body, mutates }) => {
    const answer = await call({ method, url, headers, ...(body === undefined ? {} : { body }) });
    if (answer === 'cut off') throw withoutAnswer(connectionCut, mutates);
    return answer;
  };

/** The product's own adapters. */
export const adaptersOn = (
  http: HttpCall,
  { limits, now }: Readonly<{ limits: ReturnType<typeof accountLimits>; now: () => number }>,
): PlatformAdapters =>
  platformAdapters(
    {
      meta: 'http://sandbox/meta/v26.0',
      google: 'http://sandbox/google/v26',
      tiktok: 'http://sandbox/tiktok/open_api/v1.3',
      linkedin: 'http://sandbox/linkedin/rest',
      twitter: 'http://sandbox/twitter/12',
      snapchat: 'http://sandbox/snapchat/v1',
    },
    {
      ...{ http, limits, logger: silent, now },
      twitter: {
        consumerKey: developmentConsumer.key,
        consumerSecret: secretOf(developmentConsumer.secret),
        saleAmountIn: 'micros',
      },
    },
  );
