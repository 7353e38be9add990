import { unsupported } from './plan.ts';
import { invalid } from './platform-error.ts';
import type { AdPort, ResultsPort } from './platform-port.ts';

const refuse = (): never => {
  throw invalid('no-ads', 'Ads are not made on this platform');
};

/** A platform on which only campaigns are made: creatives are unsupported, and accepted by name where that is wanted. */
export const noAds: AdPort & Pick<ResultsPort, 'fetchAdMetrics'> = {
  plan: (_spec, creatives) =>
    creatives.map(({ name }) => unsupported('ad', `creatives.${name}`, 'ads are not made on this platform')),
  createAdGroup: async () => refuse(),
  findAdGroups: async () => [],
  createAd: async () => refuse(),
  findAds: async () => [],
  readChanges: async () => ({ seen: [], unseen: ['ad groups and ads'] }),
  fetchAdMetrics: async () => [],
};
