import {
  type DriftQuery,
  type DriftView,
  type Platform,
  type PlatformCoverageView,
  platform,
  visibilityOf,
} from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { onlyRow } from '../reads/only-row.ts';
import { coverageSql, driftSql } from './drift-sql.ts';

export type DriftReads = Readonly<{
  /** As it is at an instant. Throws 404. */
  drift: (orgId: string, id: string, query: DriftQuery, now: string) => Promise<DriftView>;
  coverage: (orgId: string, now: string) => Promise<readonly PlatformCoverageView[]>;
}>;

type CoverageRow = Readonly<{ platform: Platform; reviewed: number; unreviewed: number }> &
  Pick<PlatformCoverageView, 'last_complete_read_at' | 'oldest_complete_read_at'>;

const coverageOf = (name: Platform, row: CoverageRow | undefined): PlatformCoverageView => {
  const { source, changeLogDays, blindSpots } = visibilityOf[name];
  return {
    ...{ platform: name, evidence: source, change_log_days: changeLogDays, blind_spots: [...blindSpots] },
    campaigns: { reviewed: row?.reviewed ?? 0, unreviewed: row?.unreviewed ?? 0 },
    last_complete_read_at: row?.last_complete_read_at ?? null,
    oldest_complete_read_at: row?.oldest_complete_read_at ?? null,
  };
};

export const driftReads = (read: Read): DriftReads => ({
  drift: async (orgId, id, { only }, now) => {
    const query = { name: 'drift', text: driftSql, values: [id, now, only] };
    return onlyRow(await read<{ drift: DriftView }>(orgId, query), 'orchestration-not-found').drift;
  },
  coverage: async (orgId, now) => {
    const query = { name: 'drift-coverage', text: coverageSql, values: [now] };
    const rows = await read<CoverageRow>(orgId, query);
    return platform.options.map((name) =>
      coverageOf(
        name,
        rows.find((row) => row.platform === name),
      ),
    );
  },
});
