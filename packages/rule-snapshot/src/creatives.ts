import type { OrchestrationEvent, RecordedEvent } from '@campaigns/contracts';
import { creativeStandings, type Mapping, type PartSnapshot } from '@campaigns/domain';
import type { AdHistory } from './ad-results.ts';

type Recorded = RecordedEvent<OrchestrationEvent>;

/** When a creative was last put on, or taken off, on a platform; `undefined` when it never was. */
const lastSwitch = (
  events: readonly Recorded[],
  { platform }: Mapping,
  creativeId: string,
  what: 'show' | 'rest',
): string | undefined =>
  events.findLast(
    ({ type, data }) =>
      type === 'RotationRequested' &&
      data.rotations.some((rotation) => rotation.platform === platform && rotation[what].includes(creativeId)),
  )?.metadata.occurredAt;

/** The ads of one platform as rules see them. Fatigue is that of clicks, which are known on the day itself. */
export const creativesOf = (
  events: readonly Recorded[],
  mapping: Mapping,
  histories: readonly AdHistory[],
): PartSnapshot['creatives'] => {
  const own = histories.filter(({ platform }) => platform === mapping.platform);
  const standings = creativeStandings(own, 'ctr');
  return mapping.ads.flatMap(({ creativeId, resting }) => {
    const index = own.findIndex((history) => history.creativeId === creativeId);
    const [history, standing] = [own[index], standings[index]];
    if (history === undefined || standing === undefined || !history.canDeliver) return [];
    const isResting = resting === true;
    const since = lastSwitch(events, mapping, creativeId, isResting ? 'rest' : 'show') ?? history.madeAt;
    return [
      {
        creativeId,
        isResting,
        restingSince: isResting ? since : null,
        shownSince: isResting ? null : since,
        fatigue: standing.fatigue.state,
      },
    ];
  });
};
