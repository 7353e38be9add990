import { z } from 'zod';
import { fieldState } from '../platform-operation.ts';
import { conflictPolicy, differenceClass, platform, syncField } from '../vocabulary.ts';
import { instantOut, json, success } from './fields.ts';

export const driftQuery = z.strictObject({
  only: z
    .enum(['differences', 'all'])
    .default('differences')
    .meta({ description: '`differences`: what differs, and what the last look found different and settled' }),
});
export type DriftQuery = z.output<typeof driftQuery>;

const driftState = z.enum(['clean', 'drifted', 'unreviewed']).meta({
  id: 'DriftState',
  description:
    '`drifted`: a difference is known. `unreviewed`: none is known, but nobody looked lately, or the last look failed. ' +
    '`clean`: none was seen at a look that is not old; what no look shows stands in `unseen`',
});
const reviewState = z.enum(['reviewed', 'unreviewed']);

const count = z.int().min(0);
const summary = z
  .strictObject({
    in_sync: count,
    ours_pending: count,
    changed_outside: count,
    conflict: count,
    normalised: count,
    unreviewed: count,
  })
  .meta({ id: 'DriftSummary', description: 'Fields of each class; those that nobody saw lately are `unreviewed`' });

/** In short, as an orchestration shows it. */
export const driftDigest = z.strictObject({ state: driftState, summary }).meta({ id: 'DriftDigest' });

const staleness = 'older than three sync intervals, but at least an hour, with strategy `auto`, else than 24 hours';

const coverage = z
  .strictObject({
    state: reviewState.meta({
      description: `\`unreviewed\`: never looked at, the last look failed, or the last complete one is ${staleness}`,
    }),
    reason: z.string().nullable().meta({ description: 'Why it is unreviewed' }),
    last_complete_read_at: instantOut.nullable().meta({
      description: 'When name, status, budget and existence of the campaign were last compared',
    }),
    ads_state: reviewState.nullable().meta({
      description: 'The same of ad groups and ads, which not every sync looks at; `null` where none is ours',
    }),
    ads_read_at: instantOut.nullable(),
    last_attempt_at: instantOut.nullable(),
    last_error: z.string().nullable().meta({ description: 'Of the last look; `null` when it succeeded' }),
    unseen: z.array(z.string()).meta({ description: 'What the last look did not show, in words' }),
    evidence: z.string().meta({ description: 'What a whole look goes by on this platform' }),
  })
  .meta({ id: 'DriftCoverage' });

const found = z.strictObject({ difference: differenceClass, desired: json, observed: json });

/** One field on both sides, as the last look left it. */
const driftField = z
  .strictObject({
    field: syncField,
    path: z.string().meta({ description: 'Of which object: `status`, or `ads.123.status`' }),
    desired: json.meta({ description: 'What is meant; amounts in currency units, in the period of the platform' }),
    last_applied: json.meta({ description: 'What the platform last confirmed of us; `null` when it is not known' }),
    observed: json.meta({ description: 'What the platform has; `null` when it was not visible' }),
    difference: differenceClass,
    policy: conflictPolicy,
    action: fieldState.unwrap().shape.action.meta({ description: 'What the last look did about it' }),
    note: z.string().nullable().meta({ description: 'Why something else was done than the policy says' }),
    found: found.nullable().meta({ description: 'Of what the last look settled: how it found it' }),
    observed_at: instantOut,
    since: instantOut.meta({ description: 'Since when it has been of this class without interruption' }),
    workflow_id: z.uuid(),
  })
  .meta({ id: 'DriftField' });

const platformDrift = z
  .strictObject({
    mapping_id: z.uuid(),
    platform,
    platform_campaign_id: z.string().nullable(),
    state: driftState,
    coverage,
    summary,
    fields: z.array(driftField),
  })
  .meta({ id: 'PlatformDrift' });

/** What is meant beside what the platforms have. */
export const driftView = z
  .strictObject({ state: driftState, summary, platforms: z.array(platformDrift) })
  .meta({ id: 'Drift' });
export type DriftView = z.infer<typeof driftView>;

export const driftAnswer = z.strictObject({ success, drift: driftView }).meta({ id: 'DriftAnswer' });

const platformCoverage = z
  .strictObject({
    platform,
    evidence: z.string().meta({ description: 'What a whole look goes by' }),
    change_log_days: z.int().nullable().meta({
      description: 'Days for which the platform tells when something was changed; `null` where it is not asked',
    }),
    blind_spots: z.array(z.string()).meta({ description: 'What no look ever shows' }),
    campaigns: z
      .strictObject({ reviewed: count, unreviewed: count })
      .meta({ description: 'Campaigns of orchestrations that are active, paused or failed' }),
    last_complete_read_at: instantOut.nullable(),
    oldest_complete_read_at: instantOut.nullable().meta({ description: 'Of those campaigns that were ever looked at' }),
  })
  .meta({ id: 'PlatformCoverage' });
export type PlatformCoverageView = z.infer<typeof platformCoverage>;

export const driftCoverageAnswer = z
  .strictObject({ success, platforms: z.array(platformCoverage) })
  .meta({ id: 'DriftCoverageAnswer' });
