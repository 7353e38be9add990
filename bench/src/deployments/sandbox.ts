import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Setting } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { root } from './product-process.ts';

export type Sandbox = Readonly<{
  url: string;
  /** From now on each call is answered so much later; at first at once. */
  answerAfter: (ms: number) => Promise<void>;
}>;

/** The ad-platform sandbox in a process of its own. */
export const startSandbox = async (track: Setting['track']): Promise<Sandbox> => {
  const folder = await mkdtemp(join(tmpdir(), 'campaigns-bench-'));
  track('sandbox folder', folder, () => rm(folder, { recursive: true, force: true }));
  const child = await startChild({
    args: [join(root, 'apps/ad-sandbox/src/main.ts')],
    // A day lasts a day: no results to compute while campaigns are made.
    env: { SANDBOX_PORT: '0', SANDBOX_DAY_MS: '86400000', SANDBOX_JOURNAL: join(folder, 'sandbox.jsonl') },
    ready: /(http:\S+)/,
  });
  track('sandbox', child, ({ stop }) => stop());
  const url = child.found[1] as string;
  return {
    url,
    answerAfter: async (latencyMs) => {
      const answer = await fetch(`${url}/control/faults`, {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ rules: [{ kind: 'latency', latencyMs }] }),
      });
      if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
    },
  };
};
