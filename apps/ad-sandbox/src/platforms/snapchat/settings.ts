import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Budget, Campaign } from '../../state/campaign.ts';
import { ItemError, notAllowed } from './answers.ts';
import { instantOfIso } from './instants.ts';

/** What a campaign is, as one item of a request says it. */
export type Settings = Readonly<Pick<Campaign, 'name' | 'budget' | 'details'>> &
  Readonly<{ status: 'active' | 'paused'; startAt: number; endAt?: number }>;

const objectives = ['AWARENESS_AND_ENGAGEMENT', 'TRAFFIC', 'APP_PROMOTION', 'LEADS', 'SALES'] as const;

const longestName = 375;
/** 20 currency units. */
const leastDailyMicros = 20_000_000;

export const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

export const required = (sent: JsonObject, field: string): unknown => {
  const value = sent[field];
  if (isMissing(value)) throw new ItemError('E1001', `Property is required : [${field}]`);
  return value;
};

export const oneOf = <const T extends string>(value: unknown, field: string, allowed: readonly T[]): T => {
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) throw notAllowed(field);
  return found;
};

export const nameOf = (sent: JsonObject): string => {
  const name = required(sent, 'name');
  if (typeof name !== 'string' || name.trim() === '' || [...name].length > longestName) throw notAllowed('name');
  return name;
};

export const statusOf = (sent: JsonObject): Settings['status'] =>
  oneOf(required(sent, 'status'), 'status', ['ACTIVE', 'PAUSED']) === 'ACTIVE' ? 'active' : 'paused';

export const flightOf = (sent: JsonObject): Pick<Settings, 'startAt' | 'endAt'> => {
  const startAt = instantOfIso(required(sent, 'start_time'));
  if (startAt === undefined) throw notAllowed('start_time');
  if (isMissing(sent['end_time'])) return { startAt };
  const endAt = instantOfIso(sent['end_time']);
  if (endAt === undefined) throw notAllowed('end_time');
  if (endAt <= startAt) throw new ItemError('E1008', 'The end time must be after the start time');
  return { startAt, endAt };
};

export const micros = (sent: JsonObject, field: string, least: number): number | undefined => {
  const value = sent[field];
  if (isMissing(value)) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw notAllowed(field);
  return value;
};

/** With both, the cap on the whole is what delivery keeps to and the daily one is only shown. */
const budgetOf = (sent: JsonObject): Pick<Settings, 'budget' | 'details'> => {
  const daily = micros(sent, 'daily_budget_micro', leastDailyMicros);
  const lifetime = micros(sent, 'lifetime_spend_cap_micro', 1);
  if (lifetime !== undefined) {
    return {
      budget: { kind: 'lifetime', micros: lifetime },
      details: daily === undefined ? {} : { daily_budget_micro: daily },
    };
  }
  const budget: Budget = daily === undefined ? { kind: 'none', micros: 0 } : { kind: 'daily', micros: daily };
  return { budget, details: {} };
};

const objectiveOf = (sent: JsonObject): JsonObject => {
  const properties = sent['objective_v2_properties'];
  if (isMissing(properties)) return { objective_v2_type: 'AWARENESS_AND_ENGAGEMENT', is_auto_generated: true };
  if (!isObject(properties)) throw notAllowed('objective_v2_properties');
  const type = oneOf(properties['objective_v2_type'], 'objective_v2_type', objectives);
  return { objective_v2_type: type, is_auto_generated: false };
};

const appOf = (sent: JsonObject, objective: JsonObject): JsonObject => {
  const spec = sent['measurement_spec'];
  const isApp = objective['objective_v2_type'] === 'APP_PROMOTION';
  if (isMissing(spec) && !isApp) return {};
  required(sent, 'measurement_spec');
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  if (!isObject(spec) || !['ios_app_id', 'android_app_url'].some((field) => isText(spec[field]))) {
    throw notAllowed('measurement_spec');
  }
  return { measurement_spec: spec };
};

const pacingOf = (sent: JsonObject): JsonObject =>
  isMissing(sent['pacing_level']) ? {} : { pacing_level: oneOf(sent['pacing_level'], 'pacing_level', ['CAMPAIGN']) };

/** Reads and checks one campaign; what it leaves out is not there. Throws `ItemError`. */
export const settingsOf = (sent: JsonObject): Settings => {
  const { budget, details } = budgetOf(sent);
  const objective = objectiveOf(sent);
  return {
    name: nameOf(sent),
    status: statusOf(sent),
    ...flightOf(sent),
    budget,
    details: {
      ...details,
      buy_model: oneOf(sent['buy_model'] ?? 'AUCTION', 'buy_model', ['AUCTION', 'RESERVED']),
      objective_v2_properties: objective,
      ...appOf(sent, objective),
      ...pacingOf(sent),
    },
  };
};
