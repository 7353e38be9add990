import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { problemCatalogue } from './problem-catalogue.ts';
import { type ProblemCode, problemDetails } from './problems.ts';

export const webhookPrefix = '/api/webhooks';

/** The ad platforms that say by themselves when something has happened. */
export const noticePlatform = z.enum(['meta', 'tiktok', 'linkedin']);
export type NoticePlatform = z.infer<typeof noticePlatform>;

/** What LinkedIn asks an address every two hours. Nothing but a UUID, so that it can never be the text of a notice. */
export const challengeCode = z.uuid().meta({ description: 'LinkedIn: a UUID to be signed' });

const handshakeQuery = z.object({
  'hub.mode': z.literal('subscribe').optional().meta({ description: 'Meta' }),
  'hub.verify_token': z.string().optional().meta({ description: 'Meta: what the subscription was made with' }),
  'hub.challenge': z.string().optional().meta({ description: 'Meta: comes back as it is' }),
  challengeCode: challengeCode.optional(),
});

const challengeAnswer = z
  .strictObject({
    challengeCode,
    challengeResponse: z.string().meta({ description: 'HMAC-SHA256 of the code, in hexadecimal' }),
  })
  .meta({ id: 'ChallengeAnswer' });

const signatures = z.object({
  'X-Hub-Signature-256': z.string().optional().meta({ description: 'Meta', example: 'sha256=2be2bf4c…' }),
  'TikTok-Signature': z.string().optional().meta({ description: 'TikTok', example: 't=1795000000,s=a5a98998…' }),
  'X-LI-Signature': z.string().optional().meta({ description: 'LinkedIn', example: '828acf3d…' }),
});

const path = z.object({ platform: noticePlatform });

const refusals = (...codes: readonly ProblemCode[]): Record<`${number}`, ZodOpenApiResponseObject> =>
  Object.fromEntries(
    [...Map.groupBy(codes, (code) => problemCatalogue[code].status)].map(([status, group]) => [
      `${status}`,
      {
        description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: problemDetails } },
      },
    ]),
  );

/** Without a token: a platform proves itself by its signature. */
const common = { tags: ['Webhooks'], security: [] };

const answerHandshake: ZodOpenApiOperationObject = {
  ...common,
  operationId: 'answerHandshake',
  summary: 'Prove to Meta or LinkedIn that this address may be sent notices',
  requestParams: { path, query: handshakeQuery },
  responses: {
    200: {
      description: 'The challenge of Meta, or the signed code of LinkedIn',
      content: { 'text/plain': { schema: z.string() }, 'application/json': { schema: challengeAnswer } },
    },
    ...refusals(
      ...(['invalid-request', 'webhook-not-verified', 'not-found', 'webhook-not-configured'] as const),
      ...(['method-not-allowed', 'internal-error'] as const),
    ),
  },
};

const receiveNotice: ZodOpenApiOperationObject = {
  ...common,
  operationId: 'receiveNotice',
  summary: 'Take a notice of an ad platform: the orchestrations with campaigns on its account are synced',
  description:
    'The notice is a hint: what it says is not believed but read from the platform. One that comes again starts nothing more.',
  requestParams: { path, header: signatures },
  requestBody: { required: true, content: { 'application/json': { schema: z.looseObject({}) } } },
  responses: {
    200: { description: 'Taken' },
    ...refusals(
      ...(['malformed-json', 'webhook-not-verified', 'not-found', 'webhook-not-configured'] as const),
      ...(['body-too-large', 'unsupported-media-type', 'internal-error', 'notice-deferred', 'unavailable'] as const),
    ),
  },
};

export const webhookPaths: ZodOpenApiPathsObject = {
  [`${webhookPrefix}/{platform}`]: { get: answerHandshake, post: receiveNotice },
};
