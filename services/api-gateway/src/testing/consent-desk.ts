import {
  type AuthorizationEvent,
  authorizationCodec,
  grantId,
  type OfferedAccount,
  type StoredEvent,
  type StreamName,
} from '@campaigns/contracts';
import { type Authorization, type AuthorizationCommand, authorizationDecider } from '@campaigns/domain';
import { commandHandler, derivedId } from '@campaigns/event-sourcing';
import {
  authorizationSlips,
  type ConsentAnswer,
  consentAnswer,
  type GrantPrivateKey,
  openText,
} from '@campaigns/grant-handover';
import { envelope, type TestApi } from './test-api.ts';

export type ConsentDesk = Readonly<{
  /** The state of every consent page that was made, the latest last. */
  states: readonly string[];
  /** The next request ends with this instead of an address. */
  failNext: (failure: Readonly<{ code: string; message: string }>) => void;
  /** What the gateway has handed over for an authorization. */
  answerTo: (authorizationId: string, key: GrantPrivateKey) => Promise<ConsentAnswer | undefined>;
  grant: (authorizationId: string, accounts: readonly OfferedAccount[]) => Promise<void>;
  close: () => Promise<void>;
}>;

/** Does the sync-worker's part in connecting ad accounts, without a platform. */
export const openConsentDesk = ({ store, pool }: TestApi): ConsentDesk => {
  const slips = authorizationSlips(pool);
  const handle = commandHandler<Authorization, AuthorizationCommand, AuthorizationEvent>(
    store,
    authorizationDecider,
    authorizationCodec,
  );
  const states: string[] = [];
  const failures: Readonly<{ code: string; message: string }>[] = [];
  const stopping = new AbortController();
  const send = async (stream: StreamName, command: AuthorizationCommand, org: string): Promise<void> =>
    void (await handle(stream, command, envelope(org)));

  const prepare = async ({ stream, ...stored }: StoredEvent): Promise<void> => {
    const event = authorizationCodec.decode(stored);
    if (event.type !== 'AuthorizationRequested') return;
    const { authorizationId, orgId, platform, expiresAt } = event.data;
    const failure = failures.shift();
    if (failure !== undefined) {
      return send(
        stream,
        { type: 'FailAuthorization', data: { authorizationId, ...failure, during: 'requested' } },
        orgId,
      );
    }
    const state = derivedId('state', authorizationId);
    const authorizationUrl = `https://${platform}.test/consent?state=${state}`;
    await slips.put({ authorizationId, state, authorizationUrl, verifier: undefined, expiresAt });
    states.push(state);
    await send(stream, { type: 'PrepareAuthorization', data: { authorizationId } }, orgId);
  };
  const follow = async (): Promise<void> => {
    for await (const batch of store.follow('start', 100, stopping.signal)) {
      for (const event of batch) if (event.type === 'AuthorizationRequested') await prepare(event);
    }
  };
  const ended = follow();

  return {
    states,
    failNext: (failure) => void failures.push(failure),
    answerTo: async (authorizationId, key) => {
      const slip = await slips.find(authorizationId);
      return slip?.answer === undefined ? undefined : consentAnswer.parse(JSON.parse(await openText(slip.answer, key)));
    },
    grant: async (authorizationId, accounts) => {
      const stream: StreamName = `authorization-${authorizationId}`;
      const { events } = await store.load(stream);
      const [requested] = events.map(authorizationCodec.decode);
      if (requested?.type !== 'AuthorizationRequested') throw new Error('Nothing was requested');
      const data = {
        ...{ authorizationId: requested.data.authorizationId, grantId: grantId.parse(derivedId(authorizationId)) },
        ...{ scopes: ['ads_management'], endsAt: '2027-03-01T09:00:00.000Z', accounts: [...accounts] },
      };
      await send(stream, { type: 'GrantAuthorization', data }, requested.data.orgId);
    },
    close: async () => {
      stopping.abort();
      await ended;
    },
  };
};
