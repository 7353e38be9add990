import { type OrchestrationId, type RuleContent, type RuleId, ruleContent } from '@campaigns/contracts';
import type { RuleToEvaluate } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';

/** A rule as it stands, without the run that looks at it. */
export type BookedRule = Omit<RuleToEvaluate, 'runId' | 'trigger'>;

export type RuleBook = Readonly<{
  /** Enabled rules that are looked at as results arrive: the orchestration's own, and its organisation's. */
  onPerformance: (orgId: string, orchestrationId: OrchestrationId) => Promise<readonly BookedRule[]>;
  /** Orchestrations of an organisation that a rule may have to do with: those that are live. */
  liveOrchestrations: (orgId: string) => Promise<readonly OrchestrationId[]>;
}>;

type Key = Readonly<{ ruleId: RuleId; version: number; orchestrationId: OrchestrationId | null; createdAt: string }>;

/** Documents are kept by rule and version, which never change; the oldest ones go. */
const keptDocuments = 20_000;

const instant = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const keysText = `
  select json_build_object('ruleId', r.rule_id, 'version', r.version, 'orchestrationId', r.orchestration_id,
    'createdAt', to_char(r.created_at at time zone 'UTC', ${instant})) as key
  from read.orchestration_rules r
  where r.is_enabled and r.trigger = 'performance'
    and (r.orchestration_id is null or r.orchestration_id = $1::uuid)`;
const contentsText = `
  select r.rule_id, r.version, json_build_object('name', r.name, 'ruleType', r.rule_type, 'priority', r.priority,
    'document', r.document) as content
  from read.orchestration_rules r where r.rule_id = any($1::uuid[])`;
const liveText = `
  select o.orchestration_id from read.campaign_orchestrations o
  where o.status in ('active', 'paused') and o.archived_at is null order by o.orchestration_id`;

const cacheKey = ({ ruleId, version }: Pick<Key, 'ruleId' | 'version'>): string => `${ruleId}:${version}`;

export const ruleBook = (read: Read): RuleBook => {
  const contents = new Map<string, RuleContent>();

  const learn = async (orgId: string, keys: readonly Key[]): Promise<void> => {
    const missing = keys.filter((key) => !contents.has(cacheKey(key))).map(({ ruleId }) => ruleId);
    if (missing.length === 0) return;
    const rows = await read<{ rule_id: RuleId; version: number; content: unknown }>(orgId, {
      name: 'rule-contents',
      text: contentsText,
      values: [`{${missing.join(',')}}`],
    });
    for (const { rule_id: ruleId, version, content } of rows) {
      contents.set(cacheKey({ ruleId, version }), ruleContent.parse(content));
    }
    for (const oldest of contents.keys()) {
      if (contents.size <= Math.max(keptDocuments, keys.length)) break;
      contents.delete(oldest);
    }
  };

  return {
    onPerformance: async (orgId, orchestrationId) => {
      const rows = await read<{ key: Key }>(orgId, { name: 'rule-keys', text: keysText, values: [orchestrationId] });
      const keys = rows.map(({ key }) => key);
      await learn(orgId, keys);
      return keys.flatMap((key) => {
        // One that was changed between the two queries is looked at the next time.
        const content = contents.get(cacheKey(key));
        return content === undefined ? [] : [{ ...key, content }];
      });
    },
    liveOrchestrations: async (orgId) => {
      const rows = await read<{ orchestration_id: OrchestrationId }>(orgId, {
        name: 'rule-live-orchestrations',
        text: liveText,
        values: [],
      });
      return rows.map(({ orchestration_id }) => orchestration_id);
    },
  };
};
