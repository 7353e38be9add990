import type { MappingId, OrchestrationEvent } from '@campaigns/contracts';
import type { RecordWorkflowEnd } from './commands.ts';
import { requestPush } from './decide-sync.ts';
import { carriesSettings, type ExistingOrchestration, evolve, type Orchestration } from './state.ts';

/** Platforms whose campaign came out of the run differently than it went in. */
const changedPlatforms = (state: ExistingOrchestration, { data }: RecordWorkflowEnd): readonly OrchestrationEvent[] => {
  // A sync tells what it saw; it does not decide what a campaign is.
  if (data.purpose.goal === 'sync') return [];
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
      return [];
    default:
      return purpose satisfies never;
  }
};

/** Platforms that have taken over what a deployment or a sync of the settings carried. */
const pushedBy = ({ data: { purpose, outcomes } }: RecordWorkflowEnd): readonly MappingId[] => {
  const carries = purpose.goal === 'deploy' || (purpose.goal === 'sync' && carriesSettings(purpose.syncType));
  return carries ? outcomes.filter(({ error }) => error === null).map(({ mappingId }) => mappingId) : [];
};

/** A run that is not (or no longer) the current one changes nothing. */
export const recordWorkflowEnd = (command: RecordWorkflowEnd, state: Orchestration): readonly OrchestrationEvent[] => {
  if (state.status === 'absent') return [];
  const { workflowId, workflowType, outcome, now } = command.data;
  if (state.lifecycleRun?.workflowId !== workflowId && state.syncRun !== workflowId) return [];
  const platforms = changedPlatforms(state, command);
  const after = platforms.reduce(evolve, state as Orchestration) as ExistingOrchestration;
  const settled: readonly OrchestrationEvent[] = [
    ...platforms,
    ...transition(state, after, command),
    {
      type: 'WorkflowSettled',
      data: {
        orchestrationId: state.orchestrationId,
        workflowId,
        workflowType,
        outcome,
        pushed: [...pushedBy(command)],
        at: now,
      },
    },
  ];
  return [...settled, ...requestPush(state, settled, now)];
};
