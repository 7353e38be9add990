import type { OperationKind, Orphan } from '@campaigns/contracts';
import { cleanUpErrorOf } from './definition.ts';
import { isActive } from './roll-back.ts';
import type { AskedOperation, PlatformRun, Run } from './run.ts';

const askedOf = (run: Run, { target }: PlatformRun, ...kinds: readonly OperationKind[]): readonly AskedOperation[] =>
  Object.values(run.operations).filter(({ kind, mappingId }) => mappingId === target.mappingId && kinds.includes(kind));

/** Nobody knows whether there is a campaign: a creation may have worked, and none after it has. */
const mayHaveMade = (run: Run, platform: PlatformRun): boolean => {
  const creations = askedOf(run, platform, 'create-campaign');
  return (
    creations.some(({ outcome }) => outcome === 'unclear') && creations.every(({ outcome }) => outcome !== 'succeeded')
  );
};

const reasonLeft = (run: Run, platform: PlatformRun): string =>
  cleanUpErrorOf(run, platform) ?? 'It was made, and not removed again';

/** What is left of a run whose work is to be put back. */
const leftOf = (run: Run, platform: PlatformRun): string | undefined => {
  if (platform.platformCampaignId === null) return undefined;
  if (run.created.includes(platform.target.mappingId)) return reasonLeft(run, platform);
  if (isActive(platform)) return cleanUpErrorOf(run, platform) ?? 'It may be active';
  const below = askedOf(run, platform, 'create-ad-group', 'create-ad');
  return below.some(({ outcome }) => outcome === 'succeeded' || outcome === 'unclear')
    ? 'It is of an earlier deployment, and paused; what this one made under it is still there'
    : undefined;
};

/** What a deployment made, or may have made, and nobody took away; of one that goes on without it, only what nobody knows. */
export const orphansOf = (run: Run, isPutBack: boolean): readonly Orphan[] =>
  run.platforms.flatMap((platform): readonly Orphan[] => {
    const { platformCampaignId, tag, target } = platform;
    const reason = isPutBack ? leftOf(run, platform) : undefined;
    if (reason !== undefined) return [{ platform: target.platform, platformCampaignId, tag, reason }];
    return mayHaveMade(run, platform)
      ? [{ platform: target.platform, platformCampaignId: null, tag, reason: 'It may have been made' }]
      : [];
  });
