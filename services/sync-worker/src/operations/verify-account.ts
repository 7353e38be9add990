import type {
  AdCreative,
  OperationResult,
  OperationTask,
  PlanLine,
  PlannedRequests,
  PlanRemark,
  Platform,
} from '@campaigns/contracts';
import type { TaskOf } from '../limits/platform-calls.ts';
import { callsOf } from '../platforms/calls.ts';
import { budgetRemarks } from '../platforms/least-budget.ts';
import { approximated, planned } from '../platforms/plan.ts';
import { invalid } from '../platforms/platform-error.ts';
import type { AccountCall, PlatformAdapter } from '../platforms/platform-port.ts';

type Plan = NonNullable<TaskOf<'verify-account'>['plan']>;
type Preview = NonNullable<Plan['preview']>;

/** What a check needs of an attempt. */
export type Checking = Readonly<{ platform: Platform; adapter: PlatformAdapter; call: AccountCall; now: () => Date }>;

const withoutAds = approximated(
  'ad',
  'creatives',
  'without creatives the campaign has no ad group and no ads of ours: it delivers nothing until some are made on the platform',
);

const shownOf = (creatives: readonly AdCreative[], lines: readonly PlanLine[]): readonly AdCreative[] =>
  creatives.filter(
    ({ name }) => !lines.some((line) => line.verdict === 'unsupported' && line.name === `creatives.${name}`),
  );

/** Every task that a deployment may ask for here, with ids that nothing has yet. */
const tasksOf = ({ spec }: Plan, shown: readonly AdCreative[], preview: Preview): readonly OperationTask[] => {
  const { mayHaveCampaign, mayHaveAds: mayExist } = preview;
  const campaign = { platformCampaignId: 'campaign' };
  const children =
    shown.length === 0
      ? {}
      : {
          children: { platformAdGroupId: 'ad-group', platformAdIds: shown.map(({ creativeId }) => creativeId) },
        };
  return [
    { kind: 'verify-account' },
    { kind: 'create-campaign', spec, tag: '', mayExist: mayHaveCampaign },
    { ...{ kind: 'create-ad-group', ...campaign }, spec, tag: '', mayExist },
    ...shown.map(
      (creative): OperationTask => ({
        ...{ kind: 'create-ad', ...campaign, platformAdGroupId: 'ad-group' },
        ...{ spec, creative, tag: '', mayExist },
      }),
    ),
    { ...{ kind: 'push-settings', ...campaign, status: 'paused' }, spec, tag: '', ...children },
    { ...{ kind: 'activate-campaign', ...campaign }, ...children },
  ];
};

const requestsOf = (platform: Platform, tasks: readonly OperationTask[]): readonly PlannedRequests[] =>
  tasks.map((task) => ({
    kind: task.kind,
    creativeId: task.kind === 'create-ad' ? task.creative.creativeId : null,
    requests: callsOf(platform, task, 'call').length,
  }));

const refuseWhereBlocked = (remarks: readonly PlanRemark[]): void => {
  const blocking = remarks.find(({ isBlocking }) => isBlocking);
  if (blocking !== undefined) throw invalid(blocking.code, blocking.message);
};

/**
 * Whether the account can be used, and whether the platform can do what is meant. Of a preview everything is told; else
 * what is in the way is thrown, class `validation`.
 */
export const verifyAccount = async (
  { platform, adapter, call, now }: Checking,
  { plan }: TaskOf<'verify-account'>,
): Promise<OperationResult> => {
  const verified = { kind: 'verify-account', ...(await adapter.verifyAccount(call)) } as const;
  if (plan === undefined) return verified;
  const { accepted: _, ...whole } = plan.spec;
  const { creatives, preview } = plan;
  const remarks = budgetRemarks(platform, whole, call.account, { now: now(), hasAds: creatives.length > 0 });
  const lines = adapter.plan(whole, creatives, call.account);
  const all = creatives.length > 0 ? [...lines] : [...lines, withoutAds];
  if (preview === undefined) {
    refuseWhereBlocked(remarks);
    planned(lines, plan.spec);
    return { ...verified, plan: all };
  }
  const requests = requestsOf(platform, tasksOf(plan, shownOf(creatives, lines), preview));
  return { ...verified, plan: all, preview: { remarks: [...remarks], requests: [...requests] } };
};
