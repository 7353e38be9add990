import type { HandlersFor } from '../http/operation-handler.ts';
import type { OrchestrationReads } from '../orchestrations/orchestration-reads.ts';
import type { CreativeReads } from './creative-reads.ts';
import { creativesView } from './creative-view.ts';

type Dependencies = Readonly<{ reads: CreativeReads; orchestrations: OrchestrationReads }>;

export const creativeHandlers = ({ reads, orchestrations }: Dependencies): HandlersFor<'listCreatives'> => ({
  listCreatives: async ({ caller, params, query: { measure } }) => {
    const ads = await reads.ads(caller.orgId, params.orchestrationId);
    if (ads.length === 0) await orchestrations.requireKnown(caller.orgId, params.orchestrationId);
    return { status: 200, body: { success: true, measure, creatives: [...creativesView(ads, measure)] } };
  },
});
