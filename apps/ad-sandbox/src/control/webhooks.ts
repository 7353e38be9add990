import { createHmac, randomUUID } from 'node:crypto';
import { developmentClient } from '../oauth/client.ts';
import { bareAccountId } from './accounts.ts';
import type { WebhookOrder } from './schemas.ts';

/** What the receiver answered to one call. */
export type Received = Readonly<{ status: number; body: string; retryAfter?: string }>;

type Delivery = Readonly<{ body: string; headers: Readonly<Record<string, string>> }>;

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** A notice as each platform words it. */
const wordings: Readonly<Record<WebhookOrder['platform'], (order: WebhookOrder, at: number) => unknown>> = {
  meta: ({ adAccountId, campaignId }, at) => ({
    object: 'ad_account',
    entry: [
      {
        id: bareAccountId('meta', adAccountId),
        time: at,
        changes:
          campaignId === undefined
            ? []
            : [
                {
                  field: 'field_changed',
                  value: { object_id: campaignId, object_type: 'campaign', changed_fields: ['effective_status'] },
                },
              ],
      },
    ],
  }),
  tiktok: ({ adAccountId, campaignId }, at) => ({
    request_id: randomUUID(),
    object: 3,
    time: at,
    entry: [{ adv_id: adAccountId, ...(campaignId === undefined ? {} : { campaign_id: campaignId }) }],
  }),
  linkedin: ({ adAccountId }, at) => ({
    type: 'LEAD_ACTION',
    leadGenFormResponse: `urn:li:leadGenFormResponse:${randomUUID()}`,
    owner: { sponsoredAccount: `urn:li:sponsoredAccount:${bareAccountId('linkedin', adAccountId)}` },
    leadType: 'SPONSORED',
    leadAction: 'CREATED',
    occurredAt: at * 1_000,
  }),
};

const signatureOf = (platform: WebhookOrder['platform'], secret: string, body: string, at: number) => {
  switch (platform) {
    case 'meta':
      return { 'X-Hub-Signature-256': `sha256=${hmac(secret, body)}` };
    case 'tiktok':
      return { 'TikTok-Signature': `t=${at},s=${hmac(secret, `${at}.${body}`)}` };
    case 'linkedin':
      return { 'X-LI-Signature': hmac(secret, `hmacsha256=${body}`) };
  }
};

const tooLongAgoSeconds = 3_600;

const deliveryOf = (order: WebhookOrder, now: number): Delivery => {
  const { platform, as } = order;
  const body = JSON.stringify(wordings[platform](order, now));
  const { secret } = developmentClient(platform);
  const at = as === 'stale' ? now - tooLongAgoSeconds : now;
  return { body, headers: signatureOf(platform, as === 'bad_signature' ? `not ${secret}` : secret, body, at) };
};

const call = async (url: string, init: RequestInit): Promise<Received> => {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, body: await response.text(), ...(retryAfter === null ? {} : { retryAfter }) };
};

const deliver = (url: string, { body, headers }: Delivery): Promise<Received> =>
  call(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });

const challenge = ({ platform, callbackUrl, verifyToken = '' }: WebhookOrder): Promise<Received> => {
  const url = new URL(callbackUrl);
  const query =
    platform === 'meta'
      ? { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': verifyToken }
      : { challengeCode: randomUUID() };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return call(url.href, {});
};

/** Calls a receiver as the platform would. `duplicate` delivers one and the same notice twice. */
export const sendWebhook = async (order: WebhookOrder, now: Date): Promise<readonly Received[]> => {
  if (order.as === 'challenge') return [await challenge(order)];
  const delivery = deliveryOf(order, Math.floor(now.getTime() / 1_000));
  const first = await deliver(order.callbackUrl, delivery);
  return order.as === 'duplicate' ? [first, await deliver(order.callbackUrl, delivery)] : [first];
};
