import { randomUUID } from 'node:crypto';
import { type Answer, type PlatformRequest, Refusal } from '../http/exchange.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Fact } from '../state/facts.ts';
import type { Grant } from '../state/grants.ts';
import type { Store } from '../state/store.ts';
import { developmentClient } from './client.ts';
import { consentPage, errorPage } from './consent-page.ts';
import { formPairs } from './form.ts';
import { accountsOfPerson, consentOn } from './person.ts';

/** What a person is asked, and what follows from the answer. */
export type Dialog = Readonly<{
  platform: PlatformName;
  scopes: readonly string[];
  /** The scopes that can be left out one by one; elsewhere a person takes all or nothing. */
  optional: readonly string[];
  /** Left out by the person before, and not asked for again. */
  declinedBefore: readonly string[];
  /** Nothing is committed yet: `facts` make the grant. */
  approved: (grant: Grant, facts: readonly Fact[]) => Answer;
  denied: () => Answer;
}>;

type Decision = Readonly<{ approves: boolean; declined: readonly string[] }>;

const approval = { approves: true, declined: [] };
const refusal = { approves: false, declined: [] };

/** What the page's form says, or the control interface for the person; undefined while nobody has decided. */
const decisionOf = (store: Store, request: PlatformRequest, platform: PlatformName): Decision | undefined => {
  const { answer } = consentOn(store, platform);
  if (request.method !== 'POST') return { ask: undefined, approve: approval, deny: refusal }[answer];
  const pairs = formPairs(request);
  const valuesOf = (wanted: string) => pairs.flatMap(([name, value]) => (name === wanted ? [value] : []));
  const [decision, ...more] = valuesOf('decision');
  if (more.length > 0 || (decision !== 'approve' && decision !== 'deny')) {
    throw new Refusal(errorPage(platform, 'The form must say approve or deny.'));
  }
  return { approves: decision === 'approve', declined: valuesOf('decline') };
};

/** Asks the person, or acts on the answer. Throws `Refusal` with a page for a form that is none of ours. */
export const asked = (store: Store, request: PlatformRequest, dialog: Dialog): Answer => {
  const { platform, scopes, optional, declinedBefore } = dialog;
  const decision = decisionOf(store, request, platform);
  const { accounts, facts } = accountsOfPerson(store, platform);
  const open = scopes.filter((scope) => !declinedBefore.includes(scope));
  if (decision === undefined) {
    return consentPage({ platform, clientId: developmentClient(platform).id, scopes: open, optional, accounts });
  }
  if (!decision.approves) return dialog.denied();
  const leftOut = [...decision.declined, ...consentOn(store, platform).declinedScopes];
  const isDeclined = (scope: string): boolean =>
    declinedBefore.includes(scope) || (optional.includes(scope) && leftOut.includes(scope));
  const grant: Grant = {
    platform,
    id: randomUUID(),
    scopes: scopes.filter((scope) => !isDeclined(scope)),
    declinedScopes: scopes.filter(isDeclined),
    adAccountIds: accounts.map(({ adAccountId }) => adAccountId),
    grantedAt: store.now(),
  };
  return dialog.approved(grant, [...facts, { type: 'ConsentGiven', grant }]);
};
