import { platformNamed } from '../platforms/index.ts';
import type { Edit } from '../platforms/platform.ts';
import type { Campaign, PlatformName } from '../state/campaign.ts';
import { campaignOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { bareAccountId } from './accounts.ts';
import { ControlProblem, notFound } from './problem.ts';

export type ShownCampaign = Pick<
  Campaign,
  'platform' | 'adAccountId' | 'id' | 'name' | 'status' | 'budget' | 'details'
> &
  Readonly<{ startAt?: string; endAt?: string; createdAt: string }>;

const iso = (instant: number): string => new Date(instant).toISOString();

const shown = (campaign: Campaign): ShownCampaign => {
  const { platform, adAccountId, id, name, status, budget, startAt, endAt, createdAt, details } = campaign;
  return {
    platform,
    adAccountId,
    id,
    name,
    status,
    budget,
    ...(startAt === undefined ? {} : { startAt: iso(startAt) }),
    ...(endAt === undefined ? {} : { endAt: iso(endAt) }),
    createdAt: iso(createdAt),
    details,
  };
};

type Asked = Readonly<{ platform?: PlatformName | undefined; adAccountId?: string | undefined; withDeleted: boolean }>;

/** What there really is, whatever the platforms' own lists show; oldest first. */
export const listCampaigns = ({ state }: Store, { platform, adAccountId, withDeleted }: Asked): ShownCampaign[] =>
  [...state.campaigns.values()]
    .filter((campaign) => platform === undefined || campaign.platform === platform)
    .filter(
      (campaign) => adAccountId === undefined || campaign.adAccountId === bareAccountId(campaign.platform, adAccountId),
    )
    .filter(({ status }) => withDeleted || status !== 'deleted')
    .map(shown);

/** What a human changes in the platform's own pages, without a call that we would know of. Throws `ControlProblem`. */
export const editCampaign = (store: Store, platform: PlatformName, id: string, edit: Edit): ShownCampaign => {
  const campaign = campaignOf(store.state, platform, id);
  const module = platformNamed(platform);
  if (campaign === undefined || module === undefined) throw notFound(`id: there is no ${platform} campaign ${id}`);
  if (campaign.status === 'deleted') {
    throw new ControlProblem(
      409,
      'The campaign is deleted',
      `id: ${platform} campaign ${id} cannot be changed any more`,
    );
  }
  if (edit.budgetMicros !== undefined && campaign.budget.kind === 'none') {
    throw new ControlProblem(400, 'The request is not valid', 'budgetMicros: the campaign has no budget of its own');
  }
  store.commit(module.edit(campaign, edit, store));
  return shown(campaignOf(store.state, platform, id) ?? campaign);
};
