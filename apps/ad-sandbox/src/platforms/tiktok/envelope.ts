import { randomBytes } from 'node:crypto';
import { type Answer, Refusal } from '../../http/exchange.ts';

const requestId = (): string => {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `${stamp}${randomBytes(8).toString('hex').toUpperCase()}`;
};

/** Every answer of the Business API is HTTP 200 with this envelope; `code` 0 is success. */
export const envelope = (code: number, message: string, data: unknown = {}, concerning?: string): Answer => ({
  status: 200,
  body: { code, message, request_id: requestId(), data },
  ...(concerning === undefined ? {} : { concerning }),
});

export const ok = (data: unknown, concerning?: string): Answer => envelope(0, 'OK', data, concerning);

/** 40002: one parameter is wrong; which and why is in the message only. */
export const invalid = (message: string): Refusal => new Refusal(envelope(40002, message));

export const refused = (code: number, message: string): Refusal => new Refusal(envelope(code, message));

export const expiredToken = (): Answer => envelope(40102, 'Access token has expired. Please reauthorize.');
