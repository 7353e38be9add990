import { isObject, type JsonObject, Refusal } from '../../http/exchange.ts';
import type { Operation } from '../platform.ts';
import { parsedQuery } from './gaql/parse.ts';
import { idsIn, modeOf } from './search/run-query.ts';

const queryOperation = (text: string): Operation => {
  const query = parsedQuery(text);
  if (modeOf(query) !== 'plain') return 'report';
  if (query.from === 'customer' || query.from === 'customer_client') return 'verify';
  return idsIn(query)?.length === 1 ? 'read' : 'list';
};

/** What a search is for; undefined when it cannot be read, which is refused when it is run. */
export const searchOperation = (body: unknown): Operation | undefined => {
  const text = isObject(body) ? body['query'] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    return queryOperation(text);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

const listIn = (body: unknown, ...names: readonly string[]): readonly JsonObject[] => {
  const list = isObject(body) ? names.map((name) => body[name]).find(Array.isArray) : undefined;
  return (list ?? []).filter(isObject);
};

const statusOperation: Readonly<Record<string, Operation>> = { PAUSED: 'pause', ENABLED: 'resume' };

const updateOperation = (update: JsonObject, mask: unknown): Operation =>
  mask === 'status' ? (statusOperation[String(update['status'])] ?? 'update') : 'update';

const operationOf = (operation: JsonObject): Operation => {
  if ('create' in operation) return 'create';
  if ('remove' in operation) return 'delete';
  const { update } = operation;
  return isObject(update) ? updateOperation(update, operation['updateMask'] ?? operation['update_mask']) : 'update';
};

/** What a mutate is for: to create, if anything is; else what its first operation on a campaign does, or its first at all. */
export const mutateOperation = (body: unknown): Operation | undefined => {
  const plain = listIn(body, 'operations');
  const mixed = listIn(body, 'mutateOperations', 'mutate_operations');
  const onCampaigns = mixed.map((entry) => entry['campaignOperation'] ?? entry['campaign_operation']);
  const all = [...plain, ...onCampaigns, ...mixed.flatMap((entry) => Object.values(entry))].filter(isObject);
  const first = all.find((operation) => 'create' in operation) ?? all[0];
  return first === undefined ? undefined : operationOf(first);
};
