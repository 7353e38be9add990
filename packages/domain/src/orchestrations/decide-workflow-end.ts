import type { MappingId, OrchestrationEvent } from '@campaigns/contracts';
import { adoptedBy, enforceOurs } from './adoption.ts';
import type { EventOf, RecordWorkflowEnd } from './commands.ts';
import { recommendedBudget } from './decide-budget.ts';
import { requestDuePause } from './decide-life-cycle.ts';
import { requestPush } from './decide-sync.ts';
import { evolve } from './evolve.ts';
import { carriesSettings, type ExistingOrchestration, type Orchestration } from './state.ts';

/** Of runs that look, and leave each campaign what it is. */
const onlyLooks = ({ data: { purpose } }: RecordWorkflowEnd): boolean =>
  purpose.goal === 'sync' || purpose.goal === 'plan' || purpose.goal === 'optimize';

/** Platforms whose campaign came out of the run differently than it went in. */
const changedPlatforms = (state: ExistingOrchestration, { data }: RecordWorkflowEnd): readonly OrchestrationEvent[] => {
  if (onlyLooks({ type: 'RecordWorkflowEnd', data })) return [];
  return data.outcomes.flatMap((outcome) => {
    const { mappingId, platform, status, platformCampaignId, tag, error, adGroup, ads = [], plan } = outcome;
    const mapping = state.mappings.find((candidate) => candidate.mappingId === mappingId);
    const isSame =
      mapping === undefined ||
      (mapping.status === status &&
        mapping.platformCampaignId === platformCampaignId &&
        mapping.tag === tag &&
        mapping.error === error &&
        mapping.adGroup?.platformAdGroupId === adGroup?.platformAdGroupId &&
        mapping.ads.length === ads.length);
    if (isSame) return [];
    const { orchestrationId } = state;
    const { workflowId } = data;
    return [
      {
        type: 'PlatformCampaignStatusChanged' as const,
        data: {
          ...{ orchestrationId, mappingId, platform, workflowId, status, platformCampaignId, tag, error },
          ...(adGroup === undefined ? {} : { adGroup, ads }),
          ...(plan === undefined ? {} : { plan }),
        },
      },
    ];
  });
};

/** What was taken over from platforms may have stopped the last campaign, or started the first. */
const asTakenOver = (
  status: ExistingOrchestration['status'],
  anyActive: boolean,
  data: EventOf<'OrchestrationPaused'>['data'],
): readonly OrchestrationEvent[] => {
  if (status === 'active' && !anyActive) return [{ type: 'OrchestrationPaused', data }];
  return status === 'paused' && anyActive ? [{ type: 'OrchestrationActivated', data }] : [];
};

/** What the orchestration as a whole has become; none when it stays what it was. */
const transition = (
  before: ExistingOrchestration,
  after: ExistingOrchestration,
  { data: { purpose, workflowId, reason, now } }: RecordWorkflowEnd,
): readonly OrchestrationEvent[] => {
  const { orchestrationId } = before;
  const data = { orchestrationId, workflowId, at: now };
  const anyActive = after.mappings.some(({ status }) => status === 'active');
  switch (purpose.goal) {
    case 'deploy':
      if (anyActive) return before.status === 'active' ? [] : [{ type: 'OrchestrationActivated', data }];
      return [{ type: 'OrchestrationFailed', data: { ...data, reason: reason ?? 'No campaign could be deployed' } }];
    case 'resume':
      return anyActive && before.status !== 'active' ? [{ type: 'OrchestrationActivated', data }] : [];
    case 'pause':
      return anyActive ? [] : [{ type: 'OrchestrationPaused', data }];
    case 'complete':
      return anyActive ? [] : [{ type: 'OrchestrationCompleted', data }];
    case 'sync':
      return asTakenOver(before.status, anyActive, data);
    case 'plan':
    case 'optimize':
    case 'clean_up':
      return [];
    default:
      return purpose satisfies never;
  }
};

/** Platforms that have taken over what a deployment or a sync of the settings carried. */
const pushedBy = ({ data: { purpose, outcomes } }: RecordWorkflowEnd): readonly MappingId[] => {
  const carries =
    purpose.goal === 'deploy' || (purpose.goal === 'sync' && carriesSettings(purpose.syncType, purpose.direction));
  if (!carries) return [];
  return outcomes
    .filter(({ error, withheld = [] }) => error === null && !withheld.includes('budget'))
    .map(({ mappingId }) => mappingId);
};

const isCurrent = ({ lifecycleRun, syncRun, planRuns }: ExistingOrchestration, workflowId: string): boolean =>
  lifecycleRun?.workflowId === workflowId ||
  syncRun === workflowId ||
  planRuns.some((planRun) => planRun === workflowId);

/** A run that is not (or no longer) a current one changes nothing. */
export const recordWorkflowEnd = (command: RecordWorkflowEnd, state: Orchestration): readonly OrchestrationEvent[] => {
  if (state.status === 'absent' || !isCurrent(state, command.data.workflowId)) return [];
  const { workflowId, workflowType, outcome, ending, now } = command.data;
  const changes = [...changedPlatforms(state, command), ...adoptedBy(state, command)];
  const after = changes.reduce(evolve, state as Orchestration) as ExistingOrchestration;
  const settled: readonly OrchestrationEvent[] = [
    ...changes,
    ...transition(state, after, command),
    {
      type: 'WorkflowSettled',
      data: {
        orchestrationId: state.orchestrationId,
        workflowId,
        workflowType,
        outcome,
        ...(ending === undefined ? {} : { ending }),
        pushed: [...pushedBy(command)],
        at: now,
      },
    },
  ];
  // Each sees what the ones before it have decided; of what needs the orchestration for itself, the first one gets it.
  const followUps = [
    (current: Orchestration) => recommendedBudget(current, command),
    requestDuePause,
    (current: Orchestration) => enforceOurs(current, command),
    (current: Orchestration) => requestPush(current, [], now),
  ];
  const events = [...settled];
  for (const follow of followUps) events.push(...follow(events.reduce(evolve, state as Orchestration)));
  return events;
};
