import { readFile } from 'node:fs/promises';
import { type CampaignDomainEvent, decodeDomainEvent, type RecordedEvent } from '@campaigns/contracts';
import type { After, EventStore } from '@campaigns/event-sourcing';
import type { Pool } from 'pg';
import type { Progress } from '../commands/progress.ts';
import { alertRows } from './alert-rows.ts';
import { orchestrationRows } from './orchestration-rows.ts';
import { recommendationRows } from './recommendation-rows.ts';
import { ruleRows } from './rule-rows.ts';
import type { Statement } from './statement.ts';

const readerRole = 'api_gateway_test_reader';
const tablesSql = new URL('../../../projections/src/read-tables/tables.sql', import.meta.url);

const rowSecurity = `
do $$ begin create role ${readerRole} login password 'reader'; exception when duplicate_object or unique_violation then null; end $$;
grant usage on schema read to ${readerRole};
grant select on all tables in schema read to ${readerRole};
grant execute on all functions in schema read to ${readerRole};
do $$ declare t text; begin
  for t in select tablename from pg_tables where schemaname = 'read' loop
    execute format('alter table read.%I enable row level security', t);
    execute format('create policy org on read.%I using (org_id = nullif(current_setting(''app.current_org_id'', true), '''')::uuid)', t);
  end loop;
end $$;
create policy everybody on read.campaign_templates using (is_global and nullif(current_setting('app.current_org_id', true), '') is not null);
`;

/** The read tables in the schema `read`, with row-level security. Returns the url for the role that it applies to. */
export const createReadSide = async (pool: Pool, url: string): Promise<string> => {
  const tables = await readFile(tablesSql, 'utf8');
  await pool.query(`create schema read; set search_path to read; ${tables}; reset search_path;`);
  await pool.query(rowSecurity);
  const reader = new URL(url);
  reader.username = readerRole;
  reader.password = 'reader';
  return reader.href;
};

const templateRows = (recorded: RecordedEvent<CampaignDomainEvent>): readonly Statement[] => {
  const { revision, metadata } = recorded;
  const at = metadata.occurredAt;
  switch (recorded.type) {
    case 'TemplateCreated':
    case 'TemplateUpdated': {
      const { templateId, content } = recorded.data;
      const fields = [content.name, content.description, content.category, content.objective, content.platforms];
      const documents = [content.baseConfig, content.platformSpecificConfig, content.budgetTemplate];
      const more = [content.creativeRequirements, content.targetingTemplate];
      const json = [...documents, ...more].map((value) => JSON.stringify(value));
      if (recorded.type === 'TemplateUpdated') {
        const text = `update read.campaign_templates set name = $2, description = $3, category = $4, objective = $5, platforms = $6,
          base_config = $7, platform_specific_config = $8, budget_template = $9, creative_requirements = $10,
          targeting_template = $11, updated_at = $12, revision = $13 where template_id = $1`;
        return [{ text, values: [templateId, ...fields, ...json, at, revision] }];
      }
      const { orgId, isGlobal } = recorded.data;
      const text = `insert into read.campaign_templates (template_id, name, description, category, objective, platforms, base_config,
        platform_specific_config, budget_template, creative_requirements, targeting_template, created_at, updated_at, revision,
        org_id, is_global, created_by, is_active) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$12,$13,$14,$15,$16,true)`;
      return [{ text, values: [templateId, ...fields, ...json, at, revision, orgId, isGlobal, metadata.actor.id] }];
    }
    case 'TemplateActivated':
    case 'TemplateDeactivated': {
      const text =
        'update read.campaign_templates set is_active = $2, revision = $3, updated_at = $4 where template_id = $1';
      return [{ text, values: [recorded.data.templateId, recorded.type === 'TemplateActivated', revision, at] }];
    }
    case 'TemplateArchived': {
      const text = `update read.campaign_templates set is_active = false, is_archived = true, revision = $2, updated_at = $3
        where template_id = $1`;
      return [{ text, values: [recorded.data.templateId, revision, at] }];
    }
    case 'ConnectionRegistered': {
      const { connectionId, orgId, platform, name, adAccountId, currency, timeZone, scopes } = recorded.data;
      const text = `insert into read.platform_connections values
        ($1,$2,$3,$4,$5,$6,$7,$8,'active','active',null,null,$9,$9,$10)`;
      const values = [connectionId, orgId, platform, name, adAccountId, currency, timeZone, scopes, at, revision];
      return [{ text, values }];
    }
    case 'ConnectionDisconnected': {
      const text = `update read.platform_connections set status = 'suspended', state = 'revoked', updated_at = $2,
        revision = $3 where connection_id = $1`;
      return [{ text, values: [recorded.data.connectionId, at, revision] }];
    }
    case 'TouchpointsImported': {
      const { orgId, touchpoints } = recorded.data;
      const text = `insert into read.attribution_touchpoints (touchpoint_id, org_id, customer_key, kind, occurred_at, platform,
          orchestration_id, value, currency, event_id, imported_at)
        select "touchpointId", $1, "customerKey", kind, "occurredAt", platform, "orchestrationId",
          (value->>'micros')::numeric / 1000000, value->>'currency', $2, $3
        from jsonb_to_recordset($4) t ("touchpointId" uuid, "customerKey" uuid, kind text, "occurredAt" timestamptz,
          platform text, "orchestrationId" uuid, value jsonb)
        on conflict do nothing`;
      return [{ text, values: [orgId, metadata.eventId, at, JSON.stringify(touchpoints)] }];
    }
    case 'ConnectionAuthorized': {
      const { connectionId, scopes, endsAt } = recorded.data;
      const text = `update read.platform_connections set status = 'active', state = 'active', scopes = $2, expires_at = $3,
        updated_at = $4, revision = $5 where connection_id = $1`;
      return [{ text, values: [connectionId, scopes, endsAt, at, revision] }];
    }
    default:
      return [
        ...orchestrationRows(recorded),
        ...alertRows(recorded),
        ...ruleRows(recorded),
        ...recommendationRows(recorded),
      ];
  }
};

/**
 * Fills the read tables when somebody waits for them: enough of a projection for these tests, whose subject is the
 * gateway. `stop` makes it fall behind.
 */
export const testProgress = (store: EventStore, pool: Pool): Progress & { stop: () => void; go: () => void } => {
  let position: After = 'start';
  let running = Promise.resolve();
  let isStopped = false;

  const catchUp = async (): Promise<void> => {
    for (
      let events = await store.readAll(position, 500);
      events.length > 0;
      events = await store.readAll(position, 500)
    ) {
      for (const event of events) {
        const recorded = decodeDomainEvent(event);
        const statements = recorded === undefined ? [] : templateRows(recorded);
        for (const { text, values } of statements) await pool.query(text, [...values]);
        position = event.position;
      }
    }
  };
  return {
    waitFor: async (wanted) => {
      if (isStopped) return false;
      running = running.then(catchUp);
      await running;
      return position !== 'start' && position >= wanted;
    },
    stop: () => {
      isStopped = true;
    },
    go: () => {
      isStopped = false;
    },
  };
};
