import type { InProcessSandbox } from '@campaigns/ad-sandbox';
import type { Orphan, StoredEvent } from '@campaigns/contracts';
import {
  type ExistingOrchestration,
  exposure,
  ledgerOf,
  orchestrationDecider,
  workflowRequestTypes,
} from '@campaigns/domain';
import { fold } from '@campaigns/event-sourcing';
import { endsOf, type Histories, historiesIn, ofType } from './histories.ts';

type Campaign = ReturnType<InProcessSandbox['campaigns']>[number];
type Child = ReturnType<InProcessSandbox['children']>[number];
type Held = Readonly<{ campaigns: readonly Campaign[]; children: readonly Child[] }>;
type Mapping = ExistingOrchestration['mappings'][number];

const repeated = <Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly string[] =>
  [...Map.groupBy(items, keyOf)].flatMap(([key, same]) => (same.length > 1 ? [`${key}: ${same.length} times`] : []));

/** Each run that was asked for has begun once and ended once, and its end was heard once. */
const wrongRuns = ({ orchestration, runs }: Histories): readonly string[] => {
  const asked = orchestration.flatMap(({ type, data }) =>
    workflowRequestTypes.includes(type) && 'workflowId' in data && data.workflowId !== null
      ? [{ type, workflowId: data.workflowId }]
      : [],
  );
  const settled = ofType(orchestration, 'WorkflowSettled');
  const uncalled = [...runs.keys()].filter((id) => asked.every(({ workflowId }) => workflowId !== id));
  return [
    ...uncalled.map((id) => `Run ${id} was never asked for`),
    ...asked.flatMap(({ type, workflowId }) => {
      const run = runs.get(workflowId) ?? [];
      const counts = {
        begun: ofType(run, 'WorkflowStarted').length,
        ended: endsOf(run).length,
        heard: settled.filter(({ data }) => data.workflowId === workflowId).length,
      };
      const isLast = run.at(-1) === endsOf(run).at(-1);
      return Object.values(counts).every((count) => count === 1) && isLast
        ? []
        : [`The run of ${type}: ${JSON.stringify(counts)}, the last event is ${run.at(-1)?.type}`];
    }),
  ];
};

/** Each operation that was asked for has one outcome, and its run has heard it once. */
const wrongOperations = ({ runs, operations }: Histories): readonly string[] =>
  [...runs.values()].flatMap((run) =>
    ofType(run, 'OperationRequested').flatMap(({ data: { operationId, platform, task } }) => {
      const outcomes = ofType(operations.get(operationId) ?? [], 'OperationSucceeded', 'OperationFailed').length;
      const heard = ofType(run, 'OperationSettled').filter(({ data }) => data.operationId === operationId).length;
      return outcomes === 1 && heard === 1
        ? []
        : [`${task.kind} on ${platform}: ${outcomes} outcomes, ${heard} of them heard`];
    }),
  );

/** Applied and reserved stay within the total, or within what they were where that was lowered. */
const wrongLedger = ({ orchestration }: Histories): readonly string[] => {
  let state = orchestrationDecider.initialState;
  return orchestration.flatMap((event, index) => {
    const before = state.status === 'absent' ? 0 : exposure(state);
    state = orchestrationDecider.evolve(state, event);
    if (state.status === 'absent') return [];
    const most = Math.max(state.totalBudget.micros, before);
    const sum = ledgerOf(state).reduce((all, line) => all + line.appliedMicros + line.reservedMicros, 0);
    return sum <= most ? [] : [`After event ${index} (${event.type}) ${sum} are applied and reserved, of ${most}`];
  });
};

const isThere = ({ status }: Readonly<{ status: string }>): boolean => status !== 'deleted';

/** X is given a line item in three requests; one that was cut off is removed and made again. */
const isLeftUnfinished = ({ status, name }: Child): boolean => status === 'deleted' && name.includes('unfinished');

/** Nothing was made twice, what was removed again included. Names carry the tag of what made them. */
const wrongObjects = ({ campaigns, children }: Held): readonly string[] => [
  ...repeated(campaigns, ({ platform, name }) => `Campaign ${platform} ${name}`),
  ...repeated(
    children.filter((child) => (child.kind === 'ad_group' || child.kind === 'ad') && !isLeftUnfinished(child)),
    ({ platform, kind, campaignId, adGroupId, name }) => `${kind} ${platform} ${campaignId} ${adGroupId} ${name}`,
  ),
];

const isSame = (known: string | null, id: string): boolean => known?.split(/[/:]/).at(-1) === id;

/** Whether a campaign that is there is the mapping's, or stands in the list of what a run has left. */
const isListed = (campaign: Campaign, mapping: Mapping | undefined, orphans: readonly Orphan[]): boolean => {
  if (mapping === undefined) return false;
  const { platformCampaignId, tag } = mapping;
  if (isSame(platformCampaignId, campaign.id)) return true;
  const isLeft = orphans.some(
    (orphan) =>
      orphan.platform === campaign.platform &&
      (isSame(orphan.platformCampaignId, campaign.id) || (orphan.tag !== null && campaign.name.includes(orphan.tag))),
  );
  return isLeft || (tag !== null && campaign.name.includes(tag));
};

const orphansIn = ({ runs }: Histories): readonly Orphan[] =>
  [...runs.values()].flatMap((run) => ofType(run, 'WorkflowFailed').flatMap(({ data }) => data.orphans ?? []));

const wrongCampaigns = (
  { mappings }: ExistingOrchestration,
  { campaigns }: Held,
  histories: Histories,
): readonly string[] => {
  const there = campaigns.filter(isThere);
  const orphans = orphansIn(histories);
  const unlisted = there.flatMap((campaign) => {
    const mapping = mappings.find(({ platform }) => platform === campaign.platform);
    return isListed(campaign, mapping, orphans) ? [] : [`Nobody knows of ${campaign.platform} ${campaign.name}`];
  });
  const told = mappings.flatMap(({ platform, status, platformCampaignId, error }) => {
    const found = there.filter((campaign) => campaign.platform === platform);
    if (found.length > 1) return [`${platform} has ${found.length} campaigns`];
    const [remote] = found;
    const isLive = remote?.status === 'active';
    const isKnown = platformCampaignId === null || isSame(platformCampaignId, remote?.id ?? '');
    if (!isKnown && error === null) return [`${platform} has not the campaign ${platformCampaignId}`];
    if (isLive === (status === 'active')) return [];
    // What may be active is called so, with the reason why that is not known.
    const isCareful = !isLive && error !== null;
    return isCareful ? [] : [`${platform} is ${status} here (${error}), ${remote?.status} there`];
  });
  return [...unlisted, ...told];
};

/** What is wrong at rest, one line each; empty when nothing was lost, done twice or told wrongly. */
export const faultsOf = (log: readonly StoredEvent[], held: Held): readonly string[] => {
  const histories = historiesIn(log);
  const state = fold(orchestrationDecider, histories.orchestration);
  if (state.status === 'absent') return ['Nothing was drafted'];
  return [
    ...wrongRuns(histories),
    ...wrongOperations(histories),
    ...wrongLedger(histories),
    ...wrongObjects(held),
    ...wrongCampaigns(state, held, histories),
  ];
};
