import { randomUUID } from 'node:crypto';
import { orchestrationCodec, workflowId } from '@campaigns/contracts';
import { type ExistingOrchestration, exposure, orchestrationDecider } from '@campaigns/domain';
import { fold } from '@campaigns/event-sourcing';
import { toProblem } from '@campaigns/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deciding } from '../commands/deciding.ts';
import { organisation } from '../testing/scenario.ts';
import { envelope, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const unit = 1_000_000;
const increases = 1_000;
const atOnce = 64;

describe('1,000 increases at once against one cap', () => {
  it('go through as long as there is room, to the last unit, and never beyond', async () => {
    const { org, deployed } = await organisation(api);
    const room = 60;
    const { orchestration_id: id } = await deployed({
      ...{ total_budget: 300 + room, budget_allocation: { meta: 100, google: 100, tiktok: 100 } },
    });
    const stream = `orchestration-${id}` as const;
    const orchestrations = deciding(api.store, orchestrationDecider, orchestrationCodec);
    const platforms = ['meta', 'google', 'tiktok'] as const;
    let conflicts = 0;

    /** As a client does it: a conflict is tried again, with the same command. */
    const increase = async (n: number): Promise<string> => {
      const context = envelope(org);
      const platform = platforms[n % 3] as 'meta';
      const data = {
        ...{ changes: [{ platform, deltaMicros: unit }], workflowId: workflowId.parse(randomUUID()) },
        now: context.occurredAt,
      };
      for (;;) {
        try {
          await orchestrations.handle(stream, () => ({ type: 'AdjustAllocation', data }), context);
          return 'done';
        } catch (error) {
          const { code } = toProblem(error);
          if (code !== 'conflict') return code;
          conflicts += 1;
        }
      }
    };

    const answers: string[] = [];
    let next = 0;
    const client = async (): Promise<void> => {
      while (next < increases) {
        next += 1;
        answers.push(await increase(next));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, client));

    const counts = Object.fromEntries(
      Map.groupBy(answers, String)
        .entries()
        .map(([code, all]) => [code, all.length]),
    );
    expect(counts).toEqual({ done: room, 'allocation-exceeds-total': increases - room });
    expect(conflicts).toBeGreaterThan(0);
    const events = (await api.store.load(stream)).events.map(orchestrationCodec.decode);
    for (let count = 1; count <= events.length; count += 1) {
      const state = fold(orchestrationDecider, events.slice(0, count)) as ExistingOrchestration;
      const planned = state.mappings.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0);
      expect(Math.max(planned, exposure(state))).toBeLessThanOrEqual(state.totalBudget.micros);
    }
  }, 120_000);
});
