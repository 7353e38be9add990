import { randomUUID } from 'node:crypto';
import { connectionId, type OrchestrationId, orchestrationCodec, orchestrationId, orgId } from '@campaigns/contracts';
import { orchestrationDecider } from '@campaigns/domain';
import { type EventToAppend, toAppend } from '@campaigns/event-sourcing';
import { draftCommand, platforms } from '../history/draft.ts';

const organisation = orgId.parse('00000000-0000-4000-8000-000000000001');

/** What the command to draft a campaign over three platforms decides: one event, which becomes four rows. */
export const draftedCampaign = (): Readonly<{ id: OrchestrationId; event: EventToAppend }> => {
  const id = orchestrationId.parse(randomUUID());
  const accounts = platforms.map((platform) => ({
    ...{ platform, connectionId: connectionId.parse(randomUUID()), adAccountId: `account-${platform}` },
  }));
  const command = draftCommand({ id, organisation, accounts });
  const commandId = randomUUID();
  const [event] = toAppend(
    orchestrationDecider.decide(command, orchestrationDecider.initialState),
    orchestrationCodec,
    {
      ...{ commandId, correlationId: commandId, causationId: commandId, orgId: organisation },
      ...{ actor: { kind: 'user', id: 'maria' }, occurredAt: new Date().toISOString() },
    },
  );
  if (event === undefined) throw new Error('Nothing was drafted');
  return { id, event };
};
