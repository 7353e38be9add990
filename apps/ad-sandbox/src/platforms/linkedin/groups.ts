import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { CampaignGroup } from '../../state/facts.ts';
import type { Store } from '../../state/store.ts';
import { auditStamps } from './campaign-json.ts';
import { amountFrom, type Check, missing, named, oneOf, schedule, wrong } from './checks.ts';
import { created } from './create.ts';
import { invalidFields, malformed, notFound } from './errors.ts';
import { groupOf, groupsOf } from './group.ts';
import { searchAnswer } from './search.ts';
import { accountUrn } from './urns.ts';

const firstId = 700_000_001;
const longestName = 100;

const groupJson = ({ account }: AccountState, group: CampaignGroup): JsonObject => ({
  ...group.details,
  id: Number(group.id),
  account: accountUrn(account.adAccountId),
  name: group.name,
  status: group.status,
  changeAuditStamps: auditStamps(group.createdAt, group.createdAt),
});

/** `GET …/adCampaignGroups/{id}`. */
export const readGroup = (owner: AccountState, id: string): Answer => {
  const group = groupOf(owner, id);
  if (group === undefined) throw notFound(`Campaign group ${id}`);
  return { status: 200, body: groupJson(owner, group) };
};

/** `GET …/adCampaignGroups?q=search`. */
export const searchGroups = (owner: AccountState, request: PlatformRequest): Answer => {
  const elements = groupsOf(owner).map((group) => {
    const json = groupJson(owner, group);
    return { id: Number(group.id), json, searched: json };
  });
  return searchAnswer(request, elements, ['name', 'status']);
};

const checks: Readonly<Record<string, Check>> = {
  account: (value, fieldPath, { owner }) =>
    value === accountUrn(owner.account.adAccountId) ? undefined : wrong(fieldPath, 'must be the account of the path'),
  name: named(longestName),
  status: oneOf('ACTIVE', 'DRAFT'),
  runSchedule: schedule,
  totalBudget: amountFrom(0),
};

const required = ['account', 'name', 'status', 'runSchedule'] as const;

/** `POST …/adCampaignGroups`. */
export const createGroup = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const unknown = Object.keys(body).find((field) => checks[field] === undefined);
  if (unknown !== undefined) throw malformed(`ERROR :: /${unknown} :: unrecognized field found but not allowed`);
  const context = { owner, now: store.now() };
  const { account: _account, name, status, ...details } = body;
  const needsEnd = body['totalBudget'] !== undefined;
  const end = (body['runSchedule'] as Readonly<{ end?: number }> | undefined)?.end;
  const [first, ...others] = [
    ...required.filter((field) => body[field] === undefined).map(missing),
    ...(needsEnd && end === undefined ? [missing('runSchedule/end')] : []),
    ...Object.entries(body).flatMap(([field, value]) => checks[field]?.(value, field, context) ?? []),
  ];
  if (first !== undefined) throw invalidFields(first, ...others);
  const serial = store.state.counters.groups;
  const group: CampaignGroup = {
    id: String(firstId + serial),
    serial,
    name: String(name),
    status: status === 'ACTIVE' ? 'ACTIVE' : 'DRAFT',
    createdAt: context.now,
    details,
  };
  store.commit([{ type: 'CampaignGroupCreated', adAccountId: owner.account.adAccountId, group }]);
  return created(group.id);
};
