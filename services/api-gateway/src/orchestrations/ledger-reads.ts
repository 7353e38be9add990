import type { LedgerView } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { instants, jsonArray } from '../reads/columns.ts';
import { onlyRow } from '../reads/only-row.ts';

/** The budget ledger of an orchestration; throws 404. */
export type LedgerReads = (orgId: string, orchestrationId: string) => Promise<LedgerView>;

/** A raise of a live campaign that is not even on its way. */
const waiting = `case when p.platform_campaign_id is not null and p.status in ('active', 'paused')
    then greatest(0, p.allocated_budget - p.applied_budget - p.reserved_budget) else 0 end`;

const lines = `select p.platform, p.status, p.allocated_budget as planned, p.applied_budget as applied,
    p.reserved_budget as reserved, ${waiting} as waiting, p.spend as spent, p.allocated_budget - p.spend as remaining
  from read.orchestration_platforms p where p.orchestration_id = o.orchestration_id`;

const sums = ['planned', 'applied', 'reserved', 'waiting', 'spent']
  .map((name) => `sum(l.${name}) as ${name}`)
  .join(', ');

const ledgerSql = `select row_to_json(v) as item from (
    select o.currency, o.total_budget as total, s.*, o.total_budget - s.spent as remaining,
      ${instants('r', 'reached_at')},
      ${jsonArray(`select l.* from (${lines}) l order by array_position(o.platforms, l.platform)`)} as platforms
    from read.campaign_orchestrations o cross join lateral (select ${sums} from (${lines}) l) s
      cross join lateral (select o.budget_reached_at as reached_at) r
    where o.orchestration_id = $1
  ) v`;

export const ledgerReads =
  (read: Read): LedgerReads =>
  async (orgId, orchestrationId) => {
    const rows = await read<{ item: LedgerView }>(orgId, {
      name: 'ledger',
      text: ledgerSql,
      values: [orchestrationId],
    });
    return onlyRow(rows, 'orchestration-not-found').item;
  };
