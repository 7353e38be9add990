import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { EventCodec } from './codec.ts';
import { type CampaignDomainEvent, codecs, type StreamCategory, streamCategories } from './domain-events.ts';
import type { DomainEvent } from './event.ts';

/** Every event type and the streams it lies in. The compiler refuses a type that is forgotten here. */
const categoryOfType: Readonly<Record<CampaignDomainEvent['type'], StreamCategory>> = {
  TemplateCreated: 'template',
  TemplateUpdated: 'template',
  TemplateActivated: 'template',
  TemplateDeactivated: 'template',
  TemplateArchived: 'template',
  ConnectionRegistered: 'connection',
  ConnectionSuspended: 'connection',
  ConnectionRestored: 'connection',
  ConnectionAuthorized: 'connection',
  ConnectionExpiring: 'connection',
  ConnectionDisconnected: 'connection',
  AuthorizationRequested: 'authorization',
  AuthorizationPrepared: 'authorization',
  AuthorizationAnswered: 'authorization',
  AuthorizationGranted: 'authorization',
  AuthorizationFailed: 'authorization',
  AccountsChosen: 'authorization',
  OrchestrationDrafted: 'orchestration',
  OrchestrationUpdated: 'orchestration',
  OrchestrationScheduled: 'orchestration',
  ScheduleCancelled: 'orchestration',
  ScheduledStartMissed: 'orchestration',
  OrchestrationArchived: 'orchestration',
  PlanRequested: 'orchestration',
  OptimizationRequested: 'orchestration',
  RotationRequested: 'orchestration',
  CleanUpRequested: 'orchestration',
  BudgetLimitsSet: 'orchestration',
  BudgetReached: 'orchestration',
  ExternalChangeAdopted: 'orchestration',
  DeploymentRequested: 'orchestration',
  PauseRequested: 'orchestration',
  ResumeRequested: 'orchestration',
  CompletionRequested: 'orchestration',
  SyncRequested: 'orchestration',
  BudgetChanged: 'orchestration',
  PlatformCampaignStatusChanged: 'orchestration',
  OrchestrationActivated: 'orchestration',
  OrchestrationPaused: 'orchestration',
  OrchestrationCompleted: 'orchestration',
  OrchestrationFailed: 'orchestration',
  WorkflowSettled: 'orchestration',
  WorkflowStarted: 'workflow',
  StepStarted: 'workflow',
  StepCompleted: 'workflow',
  StepFailed: 'workflow',
  OperationRequested: 'workflow',
  OperationSettled: 'workflow',
  OperatorNeeded: 'workflow',
  OperatorActed: 'workflow',
  AnalysisRequested: 'workflow',
  RecommendationsMade: 'workflow',
  WorkflowCompleted: 'workflow',
  WorkflowFailed: 'workflow',
  OperationAttempted: 'operation',
  OperationDeferred: 'operation',
  OperationDue: 'operation',
  OperationSucceeded: 'operation',
  OperationFailed: 'operation',
  DailyMetricsReported: 'performance',
  AdDailyMetricsReported: 'performance',
  TouchpointsImported: 'attribution',
  RecommendationProposed: 'recommendation',
  RecommendationApproved: 'recommendation',
  RecommendationDismissed: 'recommendation',
  RecommendationExpired: 'recommendation',
  RecommendationApplied: 'recommendation',
  RecommendationRefused: 'recommendation',
  RuleCreated: 'rule',
  RuleChanged: 'rule',
  RuleEnabled: 'rule',
  RuleDisabled: 'rule',
  RuleRemoved: 'rule',
  RuleRunRequested: 'rule',
  RuleDue: 'rule',
  RuleEvaluated: 'evaluation',
  RuleActed: 'ruleaction',
  RuleActionSettled: 'ruleaction',
  RuleActionUndone: 'ruleaction',
  AlertOpened: 'alert',
  AlertAcknowledged: 'alert',
  AlertSnoozed: 'alert',
  AlertSnoozeEnded: 'alert',
  AlertResolved: 'alert',
  AlertCleared: 'alert',
  AlertSettingsChanged: 'alertsettings',
  WebhookAdded: 'webhook',
  WebhookChanged: 'webhook',
  WebhookRemoved: 'webhook',
  WebhookSecretRotated: 'webhook',
};

const eventTypes = Object.keys(categoryOfType) as readonly CampaignDomainEvent['type'][];
const codecFor = (type: CampaignDomainEvent['type']): EventCodec<DomainEvent> =>
  codecs[categoryOfType[type]] as EventCodec<DomainEvent>;

const folder = new URL('../golden/', import.meta.url);
const fileNames = readdirSync(folder);

type Golden = Readonly<{ type: CampaignDomainEvent['type']; schemaVersion: number; data: unknown }>;
const read = (fileName: string): Golden => JSON.parse(readFileSync(new URL(fileName, folder), 'utf8'));

const published = new URL('../../../docs/events/', import.meta.url);
const ajv = new Ajv2020({
  // A keyword that means nothing, or nothing where it stands, is refused.
  strict: true,
  // What was seen is a number or a text, as the value is.
  allowUnionTypes: true,
  allErrors: true,
  formats: {
    uuid: (text: string) => z.uuid().safeParse(text).success,
    'date-time': (text: string) => z.iso.datetime().safeParse(text).success,
    date: (text: string) => z.iso.date().safeParse(text).success,
    uri: URL.canParse,
  },
});
/** What is wrong with data by the published schema of this name; empty when nothing. */
const faults = (fileName: string, data: unknown): readonly unknown[] => {
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(fileName, published), 'utf8')));
  return validate(data) ? [] : (validate.errors ?? []);
};

describe('golden events', () => {
  it('exist for every version of every event type, and for nothing else', () => {
    const expected = eventTypes.flatMap((type) =>
      Array.from({ length: codecFor(type).latestVersion(type) }, (_, index) => `${type}.v${index + 1}.json`),
    );
    expect(fileNames.toSorted()).toEqual(expected.toSorted());
  });

  it.each(fileNames)('%s is named after its type and version', (fileName) => {
    const { type, schemaVersion } = read(fileName);
    expect(fileName).toBe(`${type}.v${schemaVersion}.json`);
  });

  it.each(fileNames)('%s can still be read', (fileName) => {
    const { type, data, schemaVersion } = read(fileName);
    const codec = codecFor(type);
    const decoded = codec.decode({ type, data, metadata: { schemaVersion } });
    // An old shape is lifted; the current one comes out exactly as it was written.
    expect(decoded).toEqual(
      schemaVersion === codec.latestVersion(type) ? { type, data } : expect.objectContaining({ type }),
    );
  });

  it.each(fileNames)('%s fits the published schema, which refuses it without any of its members', (fileName) => {
    const data = read(fileName).data as Record<string, unknown>;
    expect(faults(fileName, data)).toEqual([]);
    expect(faults(fileName, { ...data, addedLater: true })).toEqual([]);
    for (const name of Object.keys(data)) {
      const { [name]: _missing, ...rest } = data;
      expect(faults(fileName, rest)).toEqual([expect.objectContaining({ keyword: 'required' })]);
    }
  });

  it.each(fileNames)('%s is refused when a member is missing', (fileName) => {
    const { type, data, schemaVersion } = read(fileName);
    const [first = ''] = Object.keys(data as object);
    const { [first]: _missing, ...rest } = data as Record<string, unknown>;
    expect(() => codecFor(type).decode({ type, data: rest, metadata: { schemaVersion } })).toThrow(
      expect.objectContaining({ name: 'ZodError' }),
    );
  });
});

describe('codecs', () => {
  it.each(streamCategories)('the %s codec knows the types of its streams and no others', (category) => {
    const own = eventTypes.filter((type) => categoryOfType[type] === category);
    expect([...codecs[category].types].toSorted()).toEqual(own.toSorted());
    expect(eventTypes.filter((type) => codecs[category].knows(type))).toEqual(own);
  });
});
