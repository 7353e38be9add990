import { randomUUID } from 'node:crypto';
import {
  type OrchestrationId,
  type OrgId,
  type RuleContent,
  type RuleDocument,
  type RuleType,
  ruleCodec,
  ruleDocument,
  ruleId,
  type StreamName,
} from '@campaigns/contracts';
import { ruleDecider } from '@campaigns/domain';
import { toAppend } from '@campaigns/event-sourcing';
import type { z } from 'zod';
import { contextFor, type NewStream } from './campaigns.ts';

type Written = Omit<z.input<typeof ruleDocument>, 'trigger'>;
type Kind = Readonly<{ ruleType: RuleType; written: Written }>;

/** Every fifth rule looks at a time of day. */
const triggerOf = (number: number): RuleDocument['trigger'] =>
  number % 5 === 4 ? { on: 'schedule', cron: '0 6 * * *', zone: 'UTC' } : { on: 'performance' };

const contentOf = ({ ruleType, written }: Kind, number: number): RuleContent => ({
  ...{ name: `Rule ${number}`, ruleType, priority: 'medium' },
  document: ruleDocument.parse({ ...written, trigger: triggerOf(number) }),
});

/** Rules of a whole organisation: on usual days none of them holds. */
const general = (number: number): readonly Kind[] => [
  {
    ruleType: 'pause_underperforming',
    written: {
      when: { metric: 'cpm', op: '>', value: { money: 40 + number } },
      ...{ require: { impressions: 1_000 }, actions: [{ action: 'pause' }], currency: 'USD' },
    },
  },
  {
    ruleType: 'pause_underperforming',
    written: {
      when: {
        all: [
          { metric: 'spend', op: '>=', value: { money: 50 } },
          {
            any: [
              { metric: 'cpa', op: '>', value: { target: 'cpa' } },
              { metric: 'conversions', op: '=', value: { count: 0 } },
            ],
          },
        ],
      },
      ...{ require: { maturity: 0.8 }, actions: [{ action: 'pause' }], targets: { cpa: 60 }, currency: 'USD' },
    },
  },
  {
    ruleType: 'pause_underperforming',
    written: {
      when: { metric: 'ctr', op: '<', value: { baseline: { last_days: 28 }, times: 0.3 } },
      actions: [{ action: 'notify', message: 'It is clicked on less than it was' }],
    },
  },
  {
    ruleType: 'scale_winners',
    written: {
      when: { metric: 'roas', op: '>=', value: { target: 'roas' } },
      ...{ require: { conversions: 5 }, actions: [{ action: 'change_budget', by_percent: 10 }] },
      targets: { roas: 6 + number },
    },
  },
];

const yesterday = { last_days: 1 } as const;

/** Rules of one campaign: the one acts on a dear day, the other on one with many clicks. */
const own: readonly Kind[] = [
  {
    ruleType: 'pause_underperforming',
    written: {
      when: { metric: 'cpm', window: yesterday, op: '>', value: { money: 15 } },
      ...{ actions: [{ action: 'pause' }], currency: 'USD' },
    },
  },
  {
    ruleType: 'scale_winners',
    written: {
      when: { metric: 'ctr', window: yesterday, op: '>', value: { percent: 3 } },
      actions: [{ action: 'change_budget', by_percent: 10, funding: 'total' }],
    },
  },
];

const oneOf = (kinds: readonly Kind[], number: number): Kind => {
  const kind = kinds[number % kinds.length];
  if (kind === undefined) throw new RangeError('No kind of rule');
  return kind;
};

/** The number-th rule of an organisation. */
export const generalRule = (number: number): RuleContent => contentOf(oneOf(general(number), number), number);

/** The number-th rule that is about one campaign only. */
export const ownRule = (number: number): RuleContent => contentOf(oneOf(own, number), number);

/** The events of a rule that somebody writes. Throws when it is not valid. */
export const newRule = (organisation: OrgId, orchestrationId: OrchestrationId | null, content: RuleContent) => {
  const [id, now] = [ruleId.parse(randomUUID()), new Date().toISOString()];
  const data = { ruleId: id, orgId: organisation, orchestrationId, content, enabled: true, now };
  const events = ruleDecider.decide({ type: 'CreateRule', data }, ruleDecider.initialState);
  const stream: StreamName = `rule-${id}`;
  return { stream, events: toAppend(events, ruleCodec, contextFor(organisation, now)) } satisfies NewStream;
};
