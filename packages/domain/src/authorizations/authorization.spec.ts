import {
  type AuthorizationEvent,
  authorizationId,
  connectionId,
  grantId,
  type OfferedAccount,
  orgId,
} from '@campaigns/contracts';
import { lawsOf, specFor } from '@campaigns/testing';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { type AuthorizationCommand, authorizationDecider } from './authorization.ts';

const { given } = specFor(authorizationDecider);

const id = authorizationId.parse('8c2f0d5e-1b7a-4e39-a6d4-90f3b1c7e502');
const shop = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01');
const other = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e02');
const asked = {
  authorizationId: id,
  orgId: orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10'),
  userId: 'anna',
  platform: 'meta' as const,
  redirectUri: 'https://campaigns.example.com/callback/meta',
  expiresAt: '2026-03-01T09:10:00.000Z',
};
const account = (adAccountId: string, name: string): OfferedAccount => ({
  ...{ adAccountId, name, currency: 'EUR', timeZone: 'Europe/Berlin', loginCustomerId: null },
});
const grant = {
  authorizationId: id,
  grantId: grantId.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e313'),
  scopes: ['ads_management'],
  endsAt: null,
  accounts: [account('act_1', 'Shop'), account('act_2', 'Outlet')],
};
const failure = { authorizationId: id, code: 'access-denied', message: 'The person refused' };

const request = { type: 'RequestAuthorization', data: asked } as const;
const prepare = { type: 'PrepareAuthorization', data: { authorizationId: id } } as const;
const answer = { type: 'AnswerAuthorization', data: { authorizationId: id } } as const;
const give = { type: 'GrantAuthorization', data: grant } as const;
const fail = (during: 'requested' | 'prepared' | 'answered') =>
  ({ type: 'FailAuthorization', data: { ...failure, during } }) as const;
const choose = (...accounts: readonly (readonly [typeof shop, string, string?])[]) =>
  ({
    type: 'ChooseAccounts',
    data: {
      authorizationId: id,
      accounts: accounts.map(([each, adAccountId, name]) => ({ connectionId: each, adAccountId, name })),
    },
  }) as const;

const requested: AuthorizationEvent = { type: 'AuthorizationRequested', data: asked };
const prepared: AuthorizationEvent = { type: 'AuthorizationPrepared', data: { authorizationId: id } };
const answered: AuthorizationEvent = { type: 'AuthorizationAnswered', data: { authorizationId: id } };
const granted: AuthorizationEvent = { type: 'AuthorizationGranted', data: grant };
const failed: AuthorizationEvent = { type: 'AuthorizationFailed', data: failure };
const chosen: AuthorizationEvent = {
  type: 'AccountsChosen',
  data: { authorizationId: id, accounts: [{ connectionId: shop, adAccountId: 'act_1', name: 'Shop' }] },
};

describe('asking a person for access', () => {
  it('goes from the request over the consent to the ad accounts on offer', () => {
    given().when(request).then(requested);
    given(requested).when(prepare).then(prepared);
    given(requested, prepared).when(answer).then(answered);
    given(requested, prepared, answered).when(give).then(granted);
  });

  it('does nothing when a step is repeated or comes too late', () => {
    given(requested).when(request).thenNothing();
    given(requested, prepared).when(prepare).thenNothing();
    given(requested, prepared, answered).when(answer).thenNothing();
    given(requested, prepared, answered, granted).when(give).thenNothing();
    given(requested, prepared, failed).when(answer).thenNothing();
    given(requested, prepared, failed).when(give).thenNothing();
  });

  it.each([
    ['before the address is there', 'requested', [requested]],
    ['on the consent page', 'prepared', [requested, prepared]],
    ['in the exchange', 'answered', [requested, prepared, answered]],
  ] as const)('can fail %s', (_, during, history) => {
    given(...history)
      .when(fail(during))
      .then(failed);
  });

  it('does not fail for a step that it is past', () => {
    given(requested, prepared).when(fail('requested')).thenNothing();
    given(requested, prepared, answered).when(fail('prepared')).thenNothing();
    given(requested, prepared, answered, granted).when(fail('answered')).thenNothing();
  });

  it.each([prepare, answer, give, fail('answered'), choose([shop, 'act_1'])])('$type needs a request', (command) => {
    given().when(command).thenRejects('authorization-not-found');
  });
});

describe('choosing among the ad accounts', () => {
  const open = [requested, prepared, answered, granted];

  it('connects those that are named, by the platform’s name or one of ours', () => {
    given(...open)
      .when(choose([shop, 'act_1'], [other, 'act_2', 'Outlet store']))
      .then({
        type: 'AccountsChosen',
        data: {
          authorizationId: id,
          accounts: [
            { connectionId: shop, adAccountId: 'act_1', name: 'Shop' },
            { connectionId: other, adAccountId: 'act_2', name: 'Outlet store' },
          ],
        },
      });
  });

  it('refuses an account that the grant does not open, with a name of ours as well', () => {
    given(...open)
      .when(choose([shop, 'act_3']))
      .thenRejects('account-not-offered');
    given(...open)
      .when(choose([shop, 'act_1'], [other, 'act_3', 'Theirs']))
      .thenRejects('account-not-offered');
  });

  it('is over after the first choice, which may be repeated', () => {
    given(...open, chosen)
      .when(choose([shop, 'act_1']))
      .thenNothing();
    given(...open, chosen)
      .when(choose([other, 'act_2']))
      .thenRejects('authorization-not-granted');
  });

  it.each([[[requested]], [[requested, prepared]], [[requested, prepared, answered]], [[requested, failed]]])(
    'is refused as long as there is no grant',
    (history) => {
      given(...history)
        .when(choose([shop, 'act_1']))
        .thenRejects('authorization-not-granted');
    },
  );
});

describe('any commands in any order', () => {
  const command = fc.constantFrom<AuthorizationCommand[]>(
    ...[request, prepare, answer, give, fail('requested'), fail('answered')],
    choose([shop, 'act_1']),
    choose([other, 'act_2']),
  );
  const laws = lawsOf(authorizationDecider);

  it('change nothing when repeated', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 8 }), command, laws.repeatChangesNothing));
  });
});
