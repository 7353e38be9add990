import { isObject } from '../../../http/exchange.ts';
import type { Campaign, CampaignChanges } from '../../../state/campaign.ts';
import { OperationFailed } from '../failure.ts';
import { messageOf, snakeCase } from '../json-message.ts';
import { notFound } from '../resource-name.ts';
import { biddingOf, checkedBudget, checkedName, euDeclarationMissing } from './campaign-checks.ts';
import { biddingStrategies, type CampaignMessage, campaignShape, fixedCampaignFields } from './campaign-shape.ts';
import type { Draft } from './draft.ts';
import { checkFlight, endIn, startIn } from './flight.ts';
import { actualId } from './temporary.ts';
import { cannotBeCleared, maskedFields } from './update-mask.ts';

const existing = (draft: Draft, name: string, path: readonly string[]): Campaign => {
  const campaign = draft.campaign(actualId(draft, 'campaigns', name, path));
  if (campaign === undefined) throw notFound(name, path);
  if (campaign.status === 'deleted') {
    throw new OperationFailed(
      'contextError',
      'OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE',
      'The operation is not allowed for removed resources.',
      path,
      name,
    );
  }
  return campaign;
};

type Update = Readonly<{ before: Campaign; message: CampaignMessage; draft: Draft }>;

const placeOf = ({ draft }: Update) => ({ verb: 'update', timeZone: draft.owner.account.timeZone }) as const;

/** Masked fields that are more than a detail. Absent from the message, they are cleared, or that is refused. */
const changes: Readonly<Record<string, (update: Update) => CampaignChanges>> = {
  name: ({ before, message, draft }) => {
    if (message.name === undefined) throw cannotBeCleared('name');
    return { name: checkedName(draft, message.name, 'update', before.id) };
  },
  status: ({ message: { status } }) => {
    if (status === undefined) throw cannotBeCleared('status');
    if (status !== 'REMOVED') return { status: status === 'ENABLED' ? 'active' : 'paused' };
    const path = ['update', 'status'];
    throw new OperationFailed(
      'campaignError',
      'INVALID_STATUS_CHANGE',
      'Campaigns are removed by remove.',
      path,
      status,
    );
  },
  campaignBudget: ({ before, message, draft }) => {
    if (message.campaignBudget === undefined) throw cannotBeCleared('campaignBudget');
    const channel = String(before.details['advertisingChannelType']);
    const budget = checkedBudget(draft, message.campaignBudget, { verb: 'update', channel, selfId: before.id });
    const old = before.budgetId === undefined ? undefined : draft.budget(before.budgetId);
    if (old !== undefined && old.period !== budget.period) {
      const path = ['update', 'campaign_budget'];
      const reason = 'A budget with a different period cannot be assigned to the campaign.';
      throw new OperationFailed('campaignError', 'CANNOT_CHANGE_BUDGET_PERIOD', reason, path, message.campaignBudget);
    }
    return { budgetId: budget.id };
  },
  startDateTime: (update) => {
    const { before, message, draft } = update;
    const now = draft.nowOf(before);
    if (before.startAt !== undefined && before.startAt <= now) {
      const path = ['update', 'start_date_time'];
      const reason = 'Trying to change the start of a campaign that has started.';
      throw new OperationFailed('campaignError', 'CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED', reason, path);
    }
    if (message.startDateTime === undefined) throw cannotBeCleared('startDateTime');
    return { startAt: startIn(message.startDateTime, now, placeOf(update)) };
  },
  endDateTime: (update) => {
    const { endDateTime } = update.message;
    if (endDateTime === undefined) return { endAt: null };
    return { endAt: endIn(endDateTime, update.draft.nowOf(update.before), placeOf(update)) };
  },
};

/** `networkSettings.targetGoogleSearch` of a detail, set or cleared, without a trace of it left when it is cleared. */
const withDetail = (
  details: Readonly<Record<string, unknown>>,
  [root = '', ...below]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> => {
  const { [root]: old, ...rest } = details;
  if (below.length > 0) return { ...rest, [root]: withDetail(isObject(old) ? old : {}, below, value) };
  return value === undefined ? rest : { ...rest, [root]: value };
};

const valueAt = (message: Readonly<Record<string, unknown>>, [root = '', ...below]: readonly string[]): unknown => {
  const value = message[root] ?? message[snakeCase(root)];
  if (below.length === 0) return value;
  return isObject(value) ? valueAt(value, below) : undefined;
};

type Details = Campaign['details'];
type Path = readonly string[];

const isBidding = (root: string | undefined): boolean =>
  root === 'biddingStrategy' || biddingStrategies.some((name) => name === root);

/** A masked strategy takes the place of the one before; a campaign always has exactly one. */
const withBidding = (details: Details, message: CampaignMessage, paths: readonly Path[], where: string): Details => {
  const [sent] = Object.keys(biddingOf(message, 'update', where) ?? {});
  let after = details;
  for (const path of paths) after = withDetail(after, path, valueAt(message, path));
  if (sent !== undefined && paths.some(([root]) => root === sent)) {
    for (const name of biddingStrategies) if (name !== sent) after = withDetail(after, [name], undefined);
  }
  if (biddingStrategies.filter((name) => after[name] !== undefined).length !== 1) {
    throw cannotBeCleared('campaignBiddingStrategy');
  }
  return after;
};

const newDetails = ({ before, message }: Update, fields: readonly string[], where: string): Details => {
  const paths = fields.map((field) => field.split('.')).filter(([root = '']) => changes[root] === undefined);
  let { details } = before;
  for (const path of paths.filter(([root]) => !isBidding(root))) {
    const value = valueAt(message, path);
    if (path[0] === 'containsEuPoliticalAdvertising' && value === undefined) throw euDeclarationMissing('update');
    if (path[0] === 'networkSettings' && path.length === 1) {
      const reason = 'The field mask contained a field with subfields.';
      throw new OperationFailed('fieldMaskError', 'FIELD_HAS_SUBFIELDS', reason, ['update_mask'], path[0]);
    }
    details = withDetail(details, path, value);
  }
  const bidding = paths.filter(([root]) => isBidding(root));
  return bidding.length === 0 ? details : withBidding(details, message, bidding, where);
};

/** Throws `OperationFailed`, `Refusal`. */
export const updateCampaign = (draft: Draft, value: unknown, mask: string | undefined, where: string): string => {
  const message = messageOf(campaignShape, value, where);
  if (message.resourceName === undefined) {
    throw new OperationFailed('requestError', 'RESOURCE_NAME_MISSING', 'The resource name is missing.', ['update']);
  }
  const before = existing(draft, message.resourceName, ['update', 'resource_name']);
  const fields = maskedFields(mask, campaignShape, fixedCampaignFields);
  const update: Update = { before, message, draft };
  const details = newDetails(update, fields, where);
  const changed: CampaignChanges = Object.assign({}, ...fields.map((field) => changes[field]?.(update)));
  const { startAt = before.startAt, endAt = before.endAt, budgetId = before.budgetId } = changed;
  if (changed.startAt !== undefined || changed.endAt !== undefined) {
    const period = budgetId === undefined ? undefined : draft.budget(budgetId)?.period;
    checkFlight({ startAt: startAt ?? before.createdAt, endAt: endAt ?? undefined }, period, 'update');
  }
  draft.changeCampaign(before.id, {
    ...changed,
    ...(details === before.details ? {} : { details }),
    updatedAt: draft.now,
  });
  return before.id;
};

/** For good: it stays readable as REMOVED, its name is free again, and a budget of its own goes with it. Throws `OperationFailed`. */
export const removeCampaign = (draft: Draft, name: string): string => {
  const { id } = existing(draft, name, ['remove']);
  draft.changeCampaign(id, { status: 'deleted', updatedAt: draft.now });
  return id;
};
