import type { SharedBudget } from '../../../state/facts.ts';
import { OperationFailed } from '../failure.ts';
import { checkOneOf } from '../json-message.ts';
import { notFound } from '../resource-name.ts';
import { biddingStrategies, type CampaignMessage } from './campaign-shape.ts';
import type { Draft } from './draft.ts';
import { actualId } from './temporary.ts';

const mostCharacters = 255;

/** Throws `OperationFailed`: too short, too long, or taken by another campaign that is not removed. */
export const checkedName = (draft: Draft, name: string, verb: 'create' | 'update', selfId?: string): string => {
  const path = [verb, 'name'];
  if (name.trim() === '') throw new OperationFailed('stringLengthError', 'TOO_SHORT', 'Too short.', path, name);
  if ([...name].length > mostCharacters) {
    throw new OperationFailed('stringLengthError', 'TOO_LONG', 'Too long.', path, name);
  }
  if (/[\0\r\n]/.test(name)) {
    throw new OperationFailed('campaignError', 'INVALID_CAMPAIGN_NAME', 'The name has a line break in it.', path, name);
  }
  if (draft.campaignsNamed(name).some(({ id }) => id !== selfId)) {
    const message = 'A campaign with this name already exists.';
    throw new OperationFailed('campaignError', 'DUPLICATE_CAMPAIGN_NAME', message, path, name);
  }
  return name;
};

const channelsWithTotalBudget = new Set(['SEARCH', 'SHOPPING', 'PERFORMANCE_MAX', 'DEMAND_GEN', 'VIDEO']);

/** The budget that a campaign of that channel may spend. Throws `OperationFailed`. */
export const checkedBudget = (
  draft: Draft,
  name: string,
  subject: Readonly<{ verb: 'create' | 'update'; channel: string; selfId?: string }>,
): SharedBudget => {
  const path = [subject.verb, 'campaign_budget'];
  const budget = draft.budget(actualId(draft, 'campaignBudgets', name, path));
  if (budget === undefined) throw notFound(name, path);
  const refusal = (family: string, code: string, message: string): OperationFailed =>
    new OperationFailed(family, code, message, path, name);
  if (budget.removed) {
    throw refusal('campaignBudgetError', 'CAMPAIGN_BUDGET_REMOVED', 'The campaign budget was removed.');
  }
  if (!budget.explicitlyShared && draft.spenders(budget.id).some(({ id }) => id !== subject.selfId)) {
    throw refusal(
      'campaignBudgetError',
      'CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS',
      'The budget belongs to another campaign alone.',
    );
  }
  if (budget.period === 'CUSTOM_PERIOD' && !channelsWithTotalBudget.has(subject.channel)) {
    throw refusal('campaignError', 'INCOMPATIBLE_BUDGET_TYPE', 'The channel does not go with a total budget.');
  }
  return budget;
};

/** The bidding in the message, as its details hold it; undefined when there is none. Throws `Refusal` for two of them. */
export const biddingOf = (
  message: CampaignMessage,
  verb: 'create' | 'update',
  where: string,
): Readonly<Record<string, unknown>> | undefined => {
  checkOneOf(message, ['biddingStrategy', ...biddingStrategies], 'campaign_bidding_strategy', where);
  // Portfolio strategies live outside of campaigns, and the sandbox holds none.
  if (message.biddingStrategy !== undefined) throw notFound(message.biddingStrategy, [verb, 'bidding_strategy']);
  const chosen = biddingStrategies.find((name) => message[name] !== undefined);
  return chosen === undefined ? undefined : { [chosen]: message[chosen] };
};

export const euDeclarationMissing = (verb: 'create' | 'update'): OperationFailed =>
  new OperationFailed(
    'mutateError',
    'EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED',
    'The campaign has to declare whether it contains political advertising in the European Union.',
    [verb, 'contains_eu_political_advertising'],
  );
