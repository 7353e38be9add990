import type { HandlersFor } from '../http/operation-handler.ts';
import type { DriftReads } from './drift-reads.ts';

type Dependencies = Readonly<{ reads: DriftReads; now: () => Date }>;

export const driftHandlers = ({ reads, now }: Dependencies): HandlersFor<'getDrift' | 'getDriftCoverage'> => ({
  getDrift: async ({ caller, params, query }) => {
    const drift = await reads.drift(caller.orgId, params.orchestrationId, query, now().toISOString());
    return { status: 200, body: { success: true, drift } };
  },
  getDriftCoverage: async ({ caller }) => {
    const platforms = await reads.coverage(caller.orgId, now().toISOString());
    return { status: 200, body: { success: true, platforms: [...platforms] } };
  },
});
