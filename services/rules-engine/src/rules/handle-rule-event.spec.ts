import { randomUUID } from 'node:crypto';
import {
  orchestrationId,
  orgId,
  type RuleEvent,
  ruleCodec,
  ruleDocument,
  ruleId,
  ruleRunId,
} from '@campaigns/contracts';
import { type CommandContext, toAppend } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { handleRuleEvent } from './handle-rule-event.ts';

const at = '2026-04-20T06:00:00.000Z';
const org = orgId.parse(randomUUID());
const rule = ruleId.parse(randomUUID());

/** A rule of a whole organisation, whose time has come. */
const due = async () => {
  const store = inMemoryEventStore();
  const document = ruleDocument.parse({
    when: { metric: 'clicks', op: '>', value: { count: 0 } },
    actions: [{ action: 'pause' }],
    trigger: { on: 'schedule', cron: '0 6 * * *' },
  });
  const content = { name: 'A rule', ruleType: 'pause_underperforming', priority: 'medium', document } as const;
  const commandId = randomUUID();
  const context: CommandContext = {
    ...{ commandId, orgId: org, actor: { kind: 'service', id: 'tests' }, occurredAt: at },
    ...{ correlationId: commandId, causationId: commandId },
  };
  const created = { ruleId: rule, orgId: org, orchestrationId: null, content, enabled: true, at };
  const told = { ruleId: rule, runId: ruleRunId.parse(randomUUID()), dueAt: at, at };
  const events: readonly RuleEvent[] = [
    { type: 'RuleCreated', data: created },
    { type: 'RuleDue', data: told },
  ];
  await store.append(`rule-${rule}`, 'no-stream', toAppend(events, ruleCodec, context));
  const [, event] = (await store.load(`rule-${rule}`)).events;
  if (event === undefined) throw new Error('The rule is not due');
  return { store, event };
};

describe('A rule of many orchestrations', () => {
  it('looks at all of them though one cannot be looked at, and comes back for that one', async () => {
    const { store, event } = await due();
    const ids = Array.from({ length: 20 }, () => orchestrationId.parse(randomUUID()));
    const looked: string[] = [];
    const handle = handleRuleEvent({
      store,
      progress: { waitFor: async () => true },
      clock: { now: () => new Date(at) },
      book: { liveOrchestrations: async () => ids, onPerformance: async () => [] },
      look: async (_event, id) => {
        looked.push(id);
        if (id === ids[0]) throw new Error('unreadable');
      },
      sendAction: async () => undefined,
      logger: pino({ level: 'silent' }),
    });
    await expect(handle(event, { key: 'rule', attempt: 1 })).rejects.toThrow('unreadable');
    expect(looked).toEqual(ids);
  });
});
