import { createHash } from 'node:crypto';
import { canonicalJson } from '@campaigns/event-sourcing';
import { Problem, problemBody, toProblem } from '@campaigns/service-kit';
import type { Logger } from 'pino';
import { type Answer, problemAnswer, type SerialisedAnswer, serialised } from '../http/answer.ts';
import type { KeyTable } from './key-table.ts';

type KeyedRequest = Readonly<{
  orgId: string;
  key: string;
  /** Method and path. */
  target: string;
  body: unknown;
  path: string;
  requestId: string;
}>;

export type Idempotency = Readonly<{
  /**
   * Runs a request at most once to its final answer: a repeat gets that answer again. Safe when two come at once and
   * after a crash in between, because all ids of what the request appends derive from its key.
   */
  once: (request: KeyedRequest, run: () => Promise<Answer>) => Promise<SerialisedAnswer>;
}>;

/** What another try would answer differently is not kept. */
const isFinal = (problem: Problem): boolean => problemBody(problem).status < 500 && problem.code !== 'conflict';

const replayed = ({ status, headers, text }: SerialisedAnswer): SerialisedAnswer => ({
  status,
  headers: { ...headers, 'Idempotency-Replayed': 'true' },
  text,
});

const fingerprintOf = ({ target, body }: KeyedRequest): string =>
  createHash('sha256')
    .update(`${target}\n${canonicalJson(body)}`)
    .digest('hex');

export const idempotency = (table: KeyTable, logger: Logger): Idempotency => {
  const finalAnswer = async (request: KeyedRequest, run: () => Promise<Answer>): Promise<SerialisedAnswer> => {
    try {
      return serialised(await run());
    } catch (error) {
      const problem = toProblem(error);
      if (!isFinal(problem)) throw error;
      return problemAnswer(problem, { instance: request.path, requestId: request.requestId });
    }
  };

  return {
    once: async (request, run) => {
      const { orgId, key } = request;
      const claimed = await table.claim(orgId, key, fingerprintOf(request));
      if (claimed.outcome === 'other-request') {
        throw new Problem('idempotency-key-reused', 'The Idempotency-Key came before with another path or body');
      }
      if (claimed.outcome === 'answered') return replayed(claimed.answer);
      const answer = await finalAnswer(request, run);
      try {
        const first = await table.store(orgId, key, answer);
        return first === undefined ? answer : replayed(first);
      } catch (error) {
        // The request has taken effect; a repeat finds it by its ids even without the stored answer.
        logger.warn({ err: error, requestId: request.requestId }, 'answer could not be kept for a repeat');
        return answer;
      }
    },
  };
};
