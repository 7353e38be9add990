import type { KeyObject } from 'node:crypto';
import { type NoticePlatform, noticePlatform } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';
import express, { type Request, type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import { linkedinChallenge, metaChallenge } from './handshake.ts';
import { deliveryOf } from './notice.ts';
import { type NoticeSecrets, secretVariables } from './notice-secrets.ts';
import type { FollowNotices } from './notice-syncs.ts';
import { signatureHeaders, verifiedDigest } from './signature.ts';

type Dependencies = Readonly<{ secrets: NoticeSecrets; follow: FollowNotices; logger: Logger }>;

/** Platforms deliver again for hours; runs are over in minutes. */
const retryAfterSeconds = '60';

const platformOf = (request: Request): NoticePlatform => {
  const platform = noticePlatform.safeParse(request.params['platform']);
  if (!platform.success) throw new Problem('not-found', 'No platform of this name sends notices');
  return platform.data;
};

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem('malformed-json', 'The notice cannot be read as JSON');
  }
};

/**
 * Where ad platforms say that something has happened, without a token: they prove themselves by a signature of the bytes
 * that they send. Nothing of what came is logged, and nothing of it is believed. Mount before what reads bodies.
 */
export const webhookRoutes = ({ secrets, follow, logger }: Dependencies): Router => {
  const keyOf = (platform: NoticePlatform): KeyObject => {
    const key = secrets.clients[platform];
    if (key !== undefined) return key;
    const variables = [secretVariables[platform]];
    throw new Problem('webhook-not-configured', `Set ${variables.join()}`, { details: { variables } });
  };

  const shakeHands: RequestHandler = (request, response) => {
    const platform = platformOf(request);
    const key = keyOf(platform);
    response.set('Cache-Control', 'no-store');
    if (platform === 'meta') {
      response.type('text/plain').send(metaChallenge(request.query, secrets.metaVerifyToken));
    } else if (platform === 'linkedin') {
      response.json(linkedinChallenge(request.query, key));
    } else {
      throw new Problem('method-not-allowed', `${platform} asks no address`, { headers: { Allow: 'POST' } });
    }
  };

  const receive: RequestHandler = async (request, response) => {
    const platform = platformOf(request);
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const header = request.get(signatureHeaders[platform]);
    const digest = verifiedDigest(platform, { body, header }, keyOf(platform), new Date());
    if (digest === undefined) {
      throw new Problem('webhook-not-verified', 'The signature is missing, wrong, or too old');
    }
    const delivery = deliveryOf(platform, jsonOf(body), digest);
    const { concerned, busy } = await follow(platform, delivery);
    logger.info({ platform, notices: delivery.notices.length, concerned, busy }, 'notices followed');
    if (busy > 0) {
      throw new Problem('notice-deferred', `${busy} of ${concerned} orchestrations are busy with another run`, {
        headers: { 'Retry-After': retryAfterSeconds },
      });
    }
    response.status(200).set('Cache-Control', 'no-store').end();
  };

  // As it came, of any type: the signature is that of the bytes. What is compressed is refused, so that a little cannot
  // become a lot before it is known who sends it.
  const raw = express.raw({ type: () => true, limit: '1mb', inflate: false });
  const other: RequestHandler = (request) => {
    platformOf(request);
    throw new Problem('method-not-allowed', `${request.method} is not possible here`, {
      headers: { Allow: 'GET, HEAD, POST' },
    });
  };
  const router = Router();
  router.route('/:platform').get(shakeHands).post(raw, receive).all(other);
  return router;
};
