import {
  type CampaignConfig,
  connectionId,
  type DraftedMapping,
  mappingId,
  type OrchestrationId,
  type Platform,
} from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import type { ChosenConnections, UsableConnection } from '../connections/choose-connections.ts';

/** The part of each platform with its configuration, on the connection that was chosen for it. */
export const draftedMappings = (
  orchestrationId: OrchestrationId,
  chosen: ChosenConnections,
  configs: readonly Readonly<{ platform: Platform; config: CampaignConfig }>[],
): DraftedMapping[] =>
  configs.map(({ platform, config }) => {
    const connection = chosen.byPlatform.get(platform) as UsableConnection;
    return {
      mappingId: mappingId.parse(derivedId(orchestrationId, platform)),
      platform,
      connectionId: connectionId.parse(connection.connectionId),
      adAccountId: connection.adAccountId,
      config,
    };
  });
