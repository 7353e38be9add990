import type { CampaignDomainEvent, RecordedEvent } from '@campaigns/contracts';
import type { Statement } from './statement.ts';

export type Recorded<Type extends CampaignDomainEvent['type']> = RecordedEvent<
  Extract<CampaignDomainEvent, Readonly<{ type: Type }>>
>;

/**
 * What each type of event does to a table. Pure: every value comes from the event and its metadata, so that the same log
 * always gives the same rows.
 */
export type Handlers = Readonly<{
  [Type in CampaignDomainEvent['type']]?: (event: Recorded<Type>) => readonly Statement[];
}>;
