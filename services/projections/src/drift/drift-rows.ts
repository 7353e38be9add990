import type { Allocation, OperationKind } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement } from '../statements/statement.ts';
import {
  adoptFields,
  adoptName,
  forgetCoverage,
  forgetFields,
  forgetUnderCampaign,
  keepOurs,
  moveBudgets,
  moveNames,
  recordLook,
  replaceFields,
  setStatus,
} from './drift-statements.ts';
import { fieldsLeftBy, isComplete, isLook, isMissing, type Look, sawAds, whyUnclear } from './seen-fields.ts';

type Settled = Recorded<'OperationSettled'>['data'];
type Where = Pick<Settled, 'mappingId' | 'workflowId' | 'at'>;

const looks: readonly OperationKind[] = ['push-settings', 'read-changes'];

const failedLook = ({ mappingId, workflowId, at }: Where, why: string): readonly Statement[] => [
  recordLook(mappingId, at, why, '{}', workflowId),
];

const replacedBy = (look: Look): 'all' | 'ads' | 'campaign' => {
  if (isMissing(look)) return 'all';
  return sawAds(look) ? 'ads' : 'campaign';
};

/** A look that did not find out whether the campaign is there has failed: what was seen before stays. */
const looked = (where: Where, look: Look): readonly Statement[] => {
  const why = whyUnclear(look);
  if (why !== undefined) return failedLook(where, why);
  const { mappingId, workflowId, at } = where;
  const seen = look.kind === 'read-changes' ? look.seen.map(({ platformId }) => platformId) : [];
  const unseen = look.unseen ?? [];
  const covered = {
    ...(isComplete(look) ? { last_read_at: at, unseen } : {}),
    ...(sawAds(look) ? { ads_read_at: at, ads_unseen: unseen } : {}),
  };
  return [
    replaceFields(mappingId, workflowId, at, json(fieldsLeftBy(look)), replacedBy(look), json(seen)),
    recordLook(mappingId, at, null, json(covered), workflowId),
  ];
};

const settled = (data: Settled): readonly Statement[] => {
  const { outcome, kind, mappingId, at, workflowId } = data;
  if (outcome.status === 'failed') return looks.includes(kind) ? failedLook(data, outcome.error.message) : [];
  const { result } = outcome;
  if (isLook(result)) return looked(data, result);
  switch (result.kind) {
    case 'create-campaign':
    case 'remove-campaign':
      return [forgetFields(mappingId), forgetCoverage(mappingId)];
    case 'activate-campaign':
      return [setStatus(mappingId, 'active', at, workflowId)];
    case 'pause-campaign':
      return [setStatus(mappingId, 'paused', at, workflowId)];
    default:
      return [];
  }
};

const adopted = ({ data }: Recorded<'ExternalChangeAdopted'>): readonly Statement[] => {
  const { mappingId, workflowId, at, adopted: taken } = data;
  const { name, budget, status, removed } = taken;
  const fields = Object.entries({ budget, status, existence: removed }).flatMap(([field, value]) =>
    value === undefined ? [] : [field],
  );
  return [
    adoptFields(mappingId, workflowId, at, json(fields)),
    ...(name === undefined ? [] : [adoptName(mappingId, workflowId, at, name)]),
    ...(removed === undefined ? [] : [forgetUnderCampaign(mappingId)]),
  ];
};

const notTakenOver =
  'it could not be taken over: it does not fit beside the other platforms, or would start what must stand still';
const toBeReckoned = 'the budget was changed since: what it comes to in a day is told by the next look';

const amounts = (parts: readonly Allocation[]): string =>
  json(Object.fromEntries(parts.map(({ platform, amountMicros }) => [platform, decimal(amountMicros)])));

/** Both sides of each field as the last look left them, moved on by what we decide in between. */
export const driftRows: Handlers = {
  OperationSettled: ({ data }) => settled(data),
  ExternalChangeAdopted: adopted,
  WorkflowSettled: ({ data }) => (data.workflowType === 'sync' ? [keepOurs(data.workflowId, notTakenOver)] : []),
  BudgetChanged: ({ data, metadata }) => [
    moveBudgets(data.orchestrationId, metadata.occurredAt, amounts(data.allocation), toBeReckoned),
  ],
  OrchestrationUpdated: ({ data }) =>
    data.name === undefined ? [] : [moveNames(data.orchestrationId, data.at, data.name)],
};
