import { type ConnectionEvent, connectionId, grantId, orgId } from '@campaigns/contracts';
import { lawsOf, specFor } from '@campaigns/testing';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { type ConnectionCommand, connectionDecider } from './connection.ts';

const { given } = specFor(connectionDecider);

const id = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01');
const account = {
  connectionId: id,
  orgId: orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10'),
  platform: 'meta' as const,
  name: 'Acme Europe',
  adAccountId: 'act_1029384756',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  scopes: ['ads_management'],
};
const register = (changes: Partial<typeof account> = {}) =>
  ({ type: 'RegisterConnection', data: { ...account, ...changes } }) as const;
const suspend = {
  type: 'SuspendConnection',
  data: { connectionId: id, reason: 'token_revoked', message: 'The user has not authorized the application' },
} as const;
const restore = { type: 'RestoreConnection', data: { connectionId: id } } as const;

const registered: ConnectionEvent = { type: 'ConnectionRegistered', data: account };
const suspended: ConnectionEvent = { type: 'ConnectionSuspended', data: suspend.data };
const restored: ConnectionEvent = { type: 'ConnectionRestored', data: restore.data };

describe('registering a connection', () => {
  it('records the ad account', () => {
    given().when(register()).then(registered);
  });

  it('does nothing when the account is registered already', () => {
    given(registered).when(register()).thenNothing();
    given(registered, suspended)
      .when(register({ name: 'Acme' }))
      .thenNothing();
  });

  it.each([
    ['ad account', { adAccountId: 'act_2' }],
    ['organisation', { orgId: orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d11') }],
  ])('is refused for another %s', (_, changes) => {
    given(registered).when(register(changes)).thenRejects('connection-already-exists');
  });

  it('is refused for another platform', () => {
    const command = { type: 'RegisterConnection', data: { ...account, platform: 'google' } } as const;
    given(registered).when(command).thenRejects('connection-already-exists');
  });
});

const grantOf = (last: string) => ({
  ...{ grantId: grantId.parse(`e41b7a90-3d5c-4f86-b2a1-6c08d9f7e31${last}`), endsAt: null, loginCustomerId: null },
});
const authorize = (last: string, changes: Partial<typeof account> = {}) =>
  ({ type: 'AuthorizeConnection', data: { account: { ...account, ...changes }, grant: grantOf(last) } }) as const;
const authorized = (last: string): ConnectionEvent => ({
  type: 'ConnectionAuthorized',
  data: { connectionId: id, scopes: account.scopes, ...grantOf(last) },
});

describe('authorizing a connection', () => {
  it('registers an account that is new', () => {
    given().when(authorize('1')).then(registered, authorized('1'));
  });

  it('gives a registered account the new grant, which makes it work again', () => {
    given(registered).when(authorize('1')).then(authorized('1'));
    given(registered, authorized('1')).when(authorize('2')).then(authorized('2'));
    given(registered, authorized('1'), suspended).when(authorize('2')).then(authorized('2'));
    given(registered, authorized('1'), suspended, authorized('2')).when(restore).thenNothing();
  });

  it('does nothing when repeated', () => {
    given(registered, authorized('1')).when(authorize('1')).thenNothing();
    given(registered, authorized('1'), suspended).when(authorize('1')).thenNothing();
  });

  it('is refused for another ad account', () => {
    given(registered)
      .when(authorize('1', { adAccountId: 'act_2' }))
      .thenRejects('connection-already-exists');
  });
});

describe('suspending and restoring a connection', () => {
  it('is recorded', () => {
    given(registered).when(suspend).then(suspended);
    given(registered, suspended).when(restore).then(restored);
    given(registered, suspended, restored).when(suspend).then(suspended);
  });

  it('does nothing when repeated', () => {
    given(registered, suspended).when(suspend).thenNothing();
    given(registered).when(restore).thenNothing();
  });

  it('is not recorded for the refusal of a grant that another, or none, has taken the place of', () => {
    const refused = (last: string) => ({ ...suspend, data: { ...suspend.data, grantId: grantOf(last).grantId } });
    given(registered, authorized('1')).when(refused('1')).then(suspended);
    given(registered, authorized('1'), authorized('2')).when(refused('1')).thenNothing();
    given(registered).when(refused('1')).thenNothing();
  });

  it('is not recorded for the refusal of its own secret once it works with a grant', () => {
    given(registered, authorized('1')).when(suspend).thenNothing();
  });

  it.each([suspend, restore])('$type needs a connection', (command) => {
    given().when(command).thenRejects('connection-not-found');
  });
});

describe('warning of the end of a grant', () => {
  const warn = (endsAt: string, last = '1') =>
    ({ type: 'WarnOfEnd', data: { connectionId: id, endsAt, grantId: grantOf(last).grantId } }) as const;
  const warned = (endsAt: string): ConnectionEvent => ({
    type: 'ConnectionExpiring',
    data: { connectionId: id, endsAt },
  });
  const [first, later] = ['2027-03-01T09:00:00.000Z', '2028-03-01T09:00:00.000Z'];

  it('is recorded once for each end', () => {
    given(registered, authorized('1')).when(warn(first)).then(warned(first));
    given(registered, authorized('1'), warned(first)).when(warn(first)).thenNothing();
    given(registered, authorized('1'), warned(first), authorized('2')).when(warn(later, '2')).then(warned(later));
  });

  it('is not recorded for a grant that another, or none, has taken the place of', () => {
    given(registered, authorized('1'), authorized('2')).when(warn(first)).thenNothing();
    given(registered).when(warn(first)).thenNothing();
  });

  it('is of no use to a connection that does not work anyway', () => {
    given(registered, authorized('1'), suspended).when(warn(first)).thenNothing();
  });
});

describe('disconnecting', () => {
  const disconnect = { type: 'Disconnect', data: { connectionId: id } } as const;
  const disconnected: ConnectionEvent = { type: 'ConnectionDisconnected', data: { connectionId: id } };

  it('is recorded, also of a connection that does not work', () => {
    given(registered).when(disconnect).then(disconnected);
    given(registered, authorized('1'), suspended).when(disconnect).then(disconnected);
  });

  it('does nothing when repeated, and needs a connection', () => {
    given(registered, disconnected).when(disconnect).thenNothing();
    given().when(disconnect).thenRejects('connection-not-found');
  });

  it('is undone by a new grant, which can be given up in its turn', () => {
    given(registered, authorized('1'), disconnected).when(authorize('2')).then(authorized('2'));
    given(registered, authorized('1'), disconnected, authorized('2')).when(disconnect).then(disconnected);
  });
});

describe('any commands in any order', () => {
  const command = fc.constantFrom<ConnectionCommand[]>(
    register(),
    register({ adAccountId: 'act_2' }),
    suspend,
    { type: 'SuspendConnection', data: { ...suspend.data, grantId: grantOf('1').grantId } },
    restore,
    authorize('1'),
    authorize('2'),
    { type: 'Disconnect', data: { connectionId: id } },
    {
      type: 'WarnOfEnd',
      data: { connectionId: id, endsAt: '2027-03-01T09:00:00.000Z', grantId: grantOf('1').grantId },
    },
  );
  const laws = lawsOf(connectionDecider);

  it('change nothing when repeated', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 6 }), command, laws.repeatChangesNothing));
  });
});
