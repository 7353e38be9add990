import type { CreativeResultsView } from '@campaigns/contracts';
import { type CreativeMeasure, type CreativeStanding, creativeStandings } from '@campaigns/domain';
import type { CreativeRow } from './creative-reads.ts';

type Interval = NonNullable<CreativeStanding['rate']>;

const round = (value: number): number => Number(value.toFixed(4));

const scaled = (interval: Interval | null, factor: number): Interval | null =>
  interval && {
    p10: round(interval.p10 * factor),
    p50: round(interval.p50 * factor),
    p90: round(interval.p90 * factor),
  };

const onPlatform = (
  { creative_id: _id, name: _name, format: _format, days: _days, ...shown }: CreativeRow,
  { rate, probabilityBest, rank, fatigue }: CreativeStanding,
): CreativeResultsView['platforms'][number] => ({
  ...shown,
  ...{ rate: scaled(rate, 100), probability_best: probabilityBest && round(probabilityBest), rank },
  fatigue: { ...fatigue, ratio: scaled(fatigue.ratio, 1) },
});

/** What keeps a platform from showing an ad for good; a paused one may be shown again. */
const canDeliver = ({ status, review }: CreativeRow): boolean =>
  status !== 'removed' && status !== 'failed' && review !== 'rejected';

/** Each creative with its ads, in the order in which these come. */
export const creativesView = (
  ads: readonly CreativeRow[],
  measure: CreativeMeasure,
): readonly CreativeResultsView[] => {
  const standings = creativeStandings(
    ads.map((ad) => ({
      ...{ creativeId: ad.creative_id, platform: ad.platform, canDeliver: canDeliver(ad), days: ad.days },
    })),
    measure,
  );
  const shown = ads.flatMap((ad, index) => {
    const standing = standings[index];
    return standing === undefined ? [] : [{ ad, platform: onPlatform(ad, standing) }];
  });
  return [...Map.groupBy(shown, ({ ad }) => ad.creative_id)].map(([creative_id, own]) => {
    const [first] = own as [(typeof own)[number], ...typeof own];
    const { name, format } = first.ad;
    return { creative_id, name, format, platforms: own.map(({ platform }) => platform) };
  });
};
