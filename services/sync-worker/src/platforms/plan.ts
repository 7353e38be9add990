import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { invalid } from './platform-error.ts';

type Level = PlanLine['level'];

/** Taken over as it is meant. */
export const exact = (level: Level, name: string): PlanLine => ({ level, name, verdict: 'exact', reason: null });

/** Nearly as it is meant; `reason` says what comes out instead. */
export const approximated = (level: Level, name: string, reason: string): PlanLine => ({
  ...{ level, name, verdict: 'approximated', reason },
});

/** Not possible here; left out when it was accepted by name, else in the way of the whole deployment. */
export const unsupported = (level: Level, name: string, reason: string): PlanLine => ({
  ...{ level, name, verdict: 'unsupported', reason },
});

export const isAccepted = ({ accepted }: Pick<CampaignSpec, 'accepted'>, name: string): boolean =>
  accepted?.includes(name) ?? false;

/** The plan itself; throws class `validation` naming all that is unsupported and was not accepted. */
export const planned = (lines: readonly PlanLine[], spec: Pick<CampaignSpec, 'accepted'>): readonly PlanLine[] => {
  const refused = lines.filter(({ verdict, name }) => verdict === 'unsupported' && !isAccepted(spec, name));
  if (refused.length === 0) return lines;
  const reasons = refused.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  throw invalid('unsupported', `${reasons}. Deploy with these names in "accept" to go without`);
};
