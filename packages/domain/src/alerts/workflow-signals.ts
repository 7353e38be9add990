import type { WorkflowEvent } from '@campaigns/contracts';
import { cleared, type Signal } from './signal.ts';

type Ended = Extract<WorkflowEvent, { type: 'WorkflowCompleted' | 'WorkflowFailed' }>;

/** Whether a run waits for a person, told from all that has happened in it. */
export const operatorSignals = (history: readonly WorkflowEvent[]): readonly Signal[] => {
  const asked = history.findLast(({ type }) => type === 'OperatorNeeded');
  if (asked?.type !== 'OperatorNeeded') return [];
  const { orchestrationId, workflowId, step, reason } = asked.data;
  const subject = { orchestrationId, workflowId };
  const last = history.findLast(({ type }) =>
    ['OperatorNeeded', 'OperatorActed', 'WorkflowCompleted', 'WorkflowFailed'].includes(type),
  );
  if (last !== asked) return [cleared('needs_operator', subject)];
  return [
    {
      ...{ kind: 'needs_operator', severity: 'warning', subject, verdict: 'open', threshold: null, basis: null },
      values: { step, reason: reason.slice(0, 500) },
      message: `A run waits for a person at ${step}: ${reason.slice(0, 200)}`,
    },
  ];
};

const orphans = ({ type, data }: Ended): readonly Signal[] => {
  const { orchestrationId, purpose } = data;
  const subject = { orchestrationId };
  if (type === 'WorkflowCompleted') return purpose.goal === 'clean_up' ? [cleared('orphaned_campaign', subject)] : [];
  const left = data.ending === 'partially_compensated' ? (data.orphans ?? []) : [];
  if (left.length === 0) return [];
  const names = left.map(({ platform, platformCampaignId, tag }) => `${platform} ${platformCampaignId ?? tag ?? '?'}`);
  return [
    {
      ...{ kind: 'orphaned_campaign', severity: 'critical', subject, verdict: 'open', threshold: null, basis: null },
      values: { campaigns: names.slice(0, 20).join(', '), count: names.length, workflow_id: data.workflowId },
      message: `A run has left something behind that may spend: ${names.slice(0, 5).join(', ')}`,
    },
  ];
};

/** A changed budget is on its platform, or was refused there. */
const pushes = ({ data }: Ended): readonly Signal[] => {
  const { purpose, outcomes, orchestrationId } = data;
  if (purpose.goal !== 'sync') return [];
  return outcomes.flatMap(({ platform, error, pushed }): readonly Signal[] => {
    const subject = { orchestrationId, platform };
    if (error === null) return pushed === true ? [cleared('platform_refused', subject)] : [];
    if (purpose.trigger !== 'budget') return [];
    return [
      {
        ...{ kind: 'platform_refused', severity: 'warning', subject, verdict: 'open', threshold: null, basis: null },
        values: { platform_message: error.slice(0, 500) },
        message: `${platform} has not taken the changed budget: ${error.slice(0, 200)}`,
      },
    ];
  });
};

/** What the end of a run says, by itself. */
export const endSignals = (event: Ended): readonly Signal[] => [...orphans(event), ...pushes(event)];
