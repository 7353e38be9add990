import { derivedId } from '@campaigns/event-sourcing';
import type { ConnectionCommand } from '../connections/connection.ts';
import type { Authorization } from './authorization.ts';

type ChosenConnection = Readonly<{
  /** Whoever gives it, and however often, it takes effect once: a late repeat undoes nothing that came after. */
  commandId: string;
  command: Extract<ConnectionCommand, { type: 'AuthorizeConnection' }>;
}>;

/** What connects each ad account that was chosen. */
export const chosenConnections = ({
  asked,
  grant,
  chosen,
}: Extract<Authorization, { status: 'done' }>): readonly ChosenConnection[] =>
  chosen.map(({ connectionId, adAccountId, name }) => {
    const offered = grant.accounts.find((each) => each.adAccountId === adAccountId);
    if (offered === undefined) throw new TypeError(`${adAccountId} was chosen and never offered`);
    const { currency, timeZone, loginCustomerId } = offered;
    const { orgId, platform } = asked;
    const { grantId, endsAt, scopes } = grant;
    const account = { connectionId, orgId, platform, name, adAccountId, currency, timeZone, scopes };
    return {
      commandId: derivedId(grantId, connectionId),
      command: { type: 'AuthorizeConnection', data: { account, grant: { grantId, endsAt, loginCustomerId } } },
    };
  });
