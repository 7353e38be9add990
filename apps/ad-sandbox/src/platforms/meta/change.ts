import type { Answer } from '../../http/exchange.ts';
import type { Budget, Campaign, CampaignChanges, CampaignStatus } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import type { OwnedCampaign } from './access.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalInstant, type Parameters } from './parameters.ts';
import { keptSettings, sentBudget, sentName, validatesOnly } from './settings.ts';

const done: Answer = { status: 200, body: { success: true } };

const statuses = { ACTIVE: 'active', PAUSED: 'paused', ARCHIVED: 'archived', DELETED: 'deleted' } as const;

const newStatus = ({ status }: Campaign, parameters: Parameters): CampaignStatus => {
  if (parameters['status'] === undefined) return status;
  const wanted = statuses[oneOf(parameters['status'], 'status', ['ACTIVE', 'PAUSED', 'ARCHIVED', 'DELETED'])];
  if (status === 'archived' && wanted !== 'archived' && wanted !== 'deleted') {
    throw invalid('status', 'An archived campaign can only be deleted');
  }
  return wanted;
};

const newBudget = ({ budget }: Campaign, parameters: Parameters, currency: string): Budget => {
  const sent = sentBudget(parameters, currency);
  if (sent === undefined) return budget;
  if (budget.kind !== 'none' && sent.kind !== budget.kind) {
    throw invalid(`${sent.kind}_budget`, `A campaign with a ${budget.kind} budget cannot change to a ${sent.kind} one`);
  }
  return sent;
};

const newTimes = (campaign: Campaign, budget: Budget, parameters: Parameters): CampaignChanges => {
  const startAt = optionalInstant(parameters, 'start_time') ?? campaign.startAt;
  const endAt = optionalInstant(parameters, 'stop_time') ?? campaign.endAt;
  if (budget.kind === 'lifetime' && endAt === undefined) {
    throw invalid('stop_time', 'The parameter stop_time is required with lifetime_budget');
  }
  if (endAt !== undefined && startAt !== undefined && endAt <= startAt) {
    throw invalid('stop_time', 'The parameter stop_time must be after start_time');
  }
  return { ...(startAt === undefined ? {} : { startAt }), ...(endAt === undefined ? {} : { endAt }) };
};

const checkImmutable = ({ details }: Campaign, parameters: Parameters): void => {
  for (const name of ['objective', 'buying_type']) {
    if (parameters[name] !== undefined && parameters[name] !== details[name]) {
      throw invalid(name, `The parameter ${name} cannot be changed after creation`);
    }
  }
};

/** `POST /{campaign id}`: only what is sent changes. */
export const updateCampaign = (store: Store, { owner, campaign }: OwnedCampaign, parameters: Parameters): Answer => {
  if (campaign.status === 'deleted') throw invalid('status', 'A deleted campaign cannot be changed');
  checkImmutable(campaign, parameters);
  const budget = newBudget(campaign, parameters, owner.account.currency);
  const changes: CampaignChanges = {
    name: sentName(parameters) ?? campaign.name,
    status: newStatus(campaign, parameters),
    budget,
    ...newTimes(campaign, budget, parameters),
    details: { ...campaign.details, ...keptSettings(parameters) },
    updatedAt: store.now(),
  };
  if (validatesOnly(parameters)) return done;
  store.commit([{ type: 'CampaignChanged', platform: 'meta', id: campaign.id, changes }]);
  return done;
};

/** `DELETE /{campaign id}`. It stays readable by its id; deleting it again changes nothing. */
export const deleteCampaign = (store: Store, { campaign }: OwnedCampaign): Answer => {
  if (campaign.status !== 'deleted') {
    const changes = { status: 'deleted', updatedAt: store.now() } as const;
    store.commit([{ type: 'CampaignChanged', platform: 'meta', id: campaign.id, changes }]);
  }
  return done;
};
