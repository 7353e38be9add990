import type { MappingId, OrchestrationEvent, PlatformOutcome, WorkflowPurpose } from '@campaigns/contracts';
import { adoptedBy, enforceOurs, refusedAfter } from './adoption.ts';
import type { EventOf, RecordWorkflowEnd } from './commands.ts';
import { recommendedBudget } from './decide-budget.ts';
import { pauseSpent, requestDuePause } from './decide-life-cycle.ts';
import { requestPush } from './decide-sync.ts';
import { evolve } from './evolve.ts';
import { carriesSettings, type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './state.ts';

/** Of runs that look, and leave each campaign what it is. */
const onlyLooks = ({ goal }: WorkflowPurpose): boolean =>
  goal === 'sync' || goal === 'plan' || goal === 'optimize' || goal === 'rotate';

/** Of runs that stop and start what there is. */
const onlySwitches = ({ goal }: WorkflowPurpose): boolean =>
  goal === 'pause' || goal === 'resume' || goal === 'complete';

/** What an outcome says about its campaign; `undefined` where it says nothing that counts. */
const heard = (mapping: Mapping, outcome: PlatformOutcome, purpose: WorkflowPurpose): PlatformOutcome | undefined => {
  if (onlySwitches(purpose)) {
    // A sync may have found meanwhile that the campaign is gone: what was done to it before brings it back to nobody.
    if (mapping.platformCampaignId === null) return undefined;
    // And ads that were made or rotated since the run began are not forgotten by it.
    return { ...outcome, adGroup: mapping.adGroup, ads: [...mapping.ads] };
  }
  if (!onlyLooks(purpose)) return outcome;
  // A sync of the creatives may have made ads, a rotation shows others; what the campaign is, both leave as it was.
  const mayChangeAds = purpose.goal === 'rotate' || (purpose.goal === 'sync' && purpose.syncType === 'creative');
  if (!mayChangeAds || !isLive(mapping) || outcome.adGroup === undefined) return undefined;
  const { status, platformCampaignId, tag, error } = mapping;
  return { ...outcome, status, platformCampaignId, tag, error };
};

const sameAds = (before: Mapping['ads'], after: Mapping['ads']): boolean =>
  before.length === after.length &&
  before.every(({ platformAdId, resting }) =>
    after.some((ad) => ad.platformAdId === platformAdId && ad.resting === resting),
  );

/** Platforms whose campaign came out of the run differently than it went in. */
const changedPlatforms = (
  { orchestrationId, mappings }: ExistingOrchestration,
  { data: { outcomes, purpose, workflowId } }: RecordWorkflowEnd,
): readonly OrchestrationEvent[] =>
  outcomes.flatMap((outcome) => {
    const mapping = mappings.find((candidate) => candidate.mappingId === outcome.mappingId);
    const told = mapping === undefined ? undefined : heard(mapping, outcome, purpose);
    if (mapping === undefined || told === undefined) return [];
    const { mappingId, platform, status, platformCampaignId, tag, error, adGroup, ads = [], plan } = told;
    const isSame =
      mapping.status === status &&
      mapping.platformCampaignId === platformCampaignId &&
      mapping.tag === tag &&
      mapping.error === error &&
      mapping.adGroup?.platformAdGroupId === adGroup?.platformAdGroupId &&
      sameAds(mapping.ads, ads);
    if (isSame) return [];
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

/** As before the deployment; the start that it came from is over. */
const asCancelled = ({ status, orchestrationId }: ExistingOrchestration, at: string): readonly OrchestrationEvent[] =>
  status === 'scheduled' ? [{ type: 'ScheduleCancelled', data: { orchestrationId, at } }] : [];

const asDeployed = (
  before: ExistingOrchestration,
  anyActive: boolean,
  ended: EventOf<'OrchestrationActivated'>['data'],
  { data: { reason, ending } }: RecordWorkflowEnd,
): readonly OrchestrationEvent[] => {
  if (anyActive) return before.status === 'active' ? [] : [{ type: 'OrchestrationActivated', data: ended }];
  // Of one that was active there was more to tell before: what it had started by then has been put back.
  if (ending === 'cancelled' && before.status !== 'active') return asCancelled(before, ended.at);
  return [{ type: 'OrchestrationFailed', data: { ...ended, reason: reason ?? 'No campaign could be deployed' } }];
};

/** What was taken over from platforms may have stopped the last campaign, or started the first. */
const asTakenOver = (
  { status }: ExistingOrchestration,
  { mappings }: ExistingOrchestration,
  data: EventOf<'OrchestrationPaused'>['data'],
): readonly OrchestrationEvent[] => {
  const anyActive = mappings.some((mapping) => mapping.status === 'active');
  // What has no campaign any more can be deployed anew.
  if ((status === 'active' || status === 'paused') && !mappings.some(isLive)) {
    return [{ type: 'OrchestrationFailed', data: { ...data, reason: 'Every campaign was removed on its platform' } }];
  }
  if (status === 'active' && !anyActive) return [{ type: 'OrchestrationPaused', data }];
  return status === 'paused' && anyActive ? [{ type: 'OrchestrationActivated', data }] : [];
};

/** What the orchestration as a whole has become; none when it stays what it was. */
const transition = (
  before: ExistingOrchestration,
  after: ExistingOrchestration,
  command: RecordWorkflowEnd,
): readonly OrchestrationEvent[] => {
  const { purpose, workflowId, now } = command.data;
  const { orchestrationId } = before;
  const data = { orchestrationId, workflowId, at: now };
  const anyActive = after.mappings.some(({ status }) => status === 'active');
  switch (purpose.goal) {
    case 'deploy':
      return asDeployed(before, anyActive, data, command);
    case 'resume':
      if (anyActive) return before.status === 'active' ? [] : [{ type: 'OrchestrationActivated', data }];
      return before.status === 'active' ? [{ type: 'OrchestrationPaused', data }] : [];
    case 'pause':
      return anyActive ? [] : [{ type: 'OrchestrationPaused', data }];
    case 'complete':
      return anyActive ? [] : [{ type: 'OrchestrationCompleted', data }];
    case 'sync':
      return asTakenOver(before, after, data);
    case 'plan':
    case 'optimize':
    case 'rotate':
    case 'clean_up':
      return [];
    default:
      return purpose satisfies never;
  }
};

/** Platforms that have taken over what a deployment or a sync of the settings carried. */
const pushedBy = (
  { data: { purpose, outcomes } }: RecordWorkflowEnd,
  changes: readonly OrchestrationEvent[],
): readonly MappingId[] => {
  const carries =
    purpose.goal === 'deploy' || (purpose.goal === 'sync' && carriesSettings(purpose.syncType, purpose.direction));
  if (!carries) return [];
  const isTaken = (mapping: MappingId): boolean =>
    changes.some(
      ({ type, data }) =>
        type === 'ExternalChangeAdopted' && data.mappingId === mapping && data.adopted.budget !== undefined,
    );
  return outcomes
    .filter(({ mappingId, adopted }) => adopted?.budget === undefined || isTaken(mappingId))
    .filter(({ error, pushed = error === null, withheld = [] }) => pushed && !withheld.includes('budget'))
    .map(({ mappingId }) => mappingId);
};

/** Told only where it is not as it was. */
const refusals = (
  before: ExistingOrchestration,
  after: ExistingOrchestration,
  command: RecordWorkflowEnd,
): Pick<EventOf<'WorkflowSettled'>['data'], 'refused'> => {
  const refused = refusedAfter(after, command).map(({ mappingId, fields }) => ({ mappingId, fields: [...fields] }));
  return JSON.stringify(refused) === JSON.stringify(before.refused) ? {} : { refused };
};

const isCurrent = ({ lifecycleRun, syncRun, planRuns }: ExistingOrchestration, workflowId: string): boolean =>
  lifecycleRun?.workflowId === workflowId ||
  syncRun === workflowId ||
  planRuns.some((planRun) => planRun === workflowId);

/** A run that is not (or no longer) a current one changes nothing. */
export const recordWorkflowEnd = (command: RecordWorkflowEnd, state: Orchestration): readonly OrchestrationEvent[] => {
  if (state.status === 'absent' || !isCurrent(state, command.data.workflowId)) return [];
  const { workflowId, workflowType, outcome, ending, outcomes, now } = command.data;
  const nameHeld = outcomes.flatMap(({ mappingId, withheld }) => (withheld?.includes('name') ? [mappingId] : []));
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
        pushed: [...pushedBy(command, changes)],
        ...(nameHeld.length === 0 ? {} : { nameWithheld: [...nameHeld] }),
        ...refusals(state, after, command),
        at: now,
      },
    },
  ];
  // Each sees what the ones before it have decided; of what needs the orchestration for itself, the first one gets it.
  const followUps = [
    (current: Orchestration) => recommendedBudget(current, command),
    requestDuePause,
    (current: Orchestration) => pauseSpent(current, command.data),
    (current: Orchestration) => enforceOurs(current, command),
    (current: Orchestration) => requestPush(current, [], now),
  ];
  const events = [...settled];
  for (const follow of followUps) events.push(...follow(events.reduce(evolve, state as Orchestration)));
  return events;
};
