import type { HttpAnswer } from '../http/http-call.ts';

/** In the order of Google, LinkedIn, X, Meta and TikTok, and what proxies use. */
const headerNames = [
  ...['request-id', 'x-li-uuid', 'x-transaction-id', 'x-fb-request-id', 'x-fb-trace-id', 'x-tt-logid', 'x-request-id'],
];

/** Snapchat and TikTok write it into every answer, Meta into errors. */
const inBody = /"(?:request_id|fbtrace_id)"\s*:\s*"([\w.:+/=-]{1,100})"/;

/** What the platform's support finds the request by; `undefined` when the answer does not say. */
export const requestIdOf = ({ headers, body }: Pick<HttpAnswer, 'headers' | 'body'>): string | undefined => {
  const name = headerNames.find((header) => headers.has(header));
  return name === undefined ? inBody.exec(body)?.[1] : (headers.get(name)?.slice(0, 100) ?? undefined);
};
