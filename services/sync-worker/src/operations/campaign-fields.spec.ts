import type { AppliedSettings, ConflictPolicy, Reconciliation, SyncDirection } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { AdAccount, RemoteCampaign } from '../platforms/platform-port.ts';
import { sampleSpec } from '../testing/operation-samples.ts';
import { scripted } from '../testing/scripted-platform.ts';
import { differencesIn, type Expected, pushesIn, reconcileCampaign } from './campaign-fields.ts';

const account: AdAccount = { adAccountId: '1', currency: 'USD', timeZone: 'UTC' };
const { adapter: meta } = scripted('meta', [], '1');
const { adapter: google } = scripted('google', [], '1');
const { adapter: snapchat } = scripted('snapchat', [], '1');

const remote: RemoteCampaign = {
  ...{ platformCampaignId: '1', name: 'Spring Sale [op-1]', status: 'active', objective: null, today: '2026-12-01' },
  budget: { micros: 3_000_000_000 },
};
const applied: AppliedSettings = { name: 'Spring Sale', budget: sampleSpec.budget, status: 'active' };
const usd = (units: number) => ({ micros: units * 1_000_000, currency: 'USD' });

type Case = Readonly<{
  seen?: Partial<RemoteCampaign>;
  spec?: Partial<Expected['spec']>;
  status?: 'active' | 'paused';
  policy?: Reconciliation['policy'];
  direction?: SyncDirection;
  lastApplied?: Reconciliation['lastApplied'];
  looksOnly?: boolean;
  on?: typeof meta;
}>;

const reconciled = ({ seen, spec, status = 'active', on = meta, looksOnly = false, ...given }: Case = {}) => {
  const { policy = {}, direction = 'bidirectional', lastApplied = applied } = given;
  const expected: Expected = {
    ...{ spec: { ...sampleSpec, ...spec }, tag: 'op-1', status, looksOnly },
    reconciliation: { direction, policy, lastApplied },
  };
  return reconcileCampaign({ is: 'there', remote: { ...remote, ...seen } }, expected, on, account);
};
const fieldIn = ({ fields }: ReturnType<typeof reconciled>, field: string) =>
  fields.find((state) => state.field === field);
const theirs = (...fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, 'theirs' as ConflictPolicy]));

describe('A campaign on both sides', () => {
  it('that nobody touched is in sync in every field', () => {
    const same = reconciled();
    expect(same.fields.map(({ field, difference }) => `${field} ${difference}`)).toEqual([
      ...['existence in_sync', 'name in_sync', 'status in_sync', 'budget in_sync'],
    ]);
    expect(same).toMatchObject({ adopted: {}, push: { pause: false }, isMissing: false });
    expect(differencesIn(same.fields)).toEqual([]);
  });

  it('that we changed is brought there, also when theirs is the policy', () => {
    const pending = { spec: { name: 'New', budget: usd(2_500) }, policy: theirs('name', 'budget') };
    const { push, adopted, fields } = reconciled(pending);
    expect(push).toEqual({ name: 'New [op-1]', budgetMicros: 2_500_000_000, pause: false });
    expect(adopted).toEqual({});
    expect(pushesIn(fields)).toEqual([
      { field: 'name', before: 'Spring Sale [op-1]', after: 'New [op-1]' },
      { field: 'budget', before: 3000, after: 2500 },
    ]);
    expect(differencesIn(fields)).toEqual(pushesIn(fields));
  });

  it('that was changed there is taken over in our own terms by theirs', () => {
    const seen = { name: 'Summer Sale [op-1]', status: 'paused', budget: { micros: 4_000_000_000 } } as const;
    const both = reconciled({ seen, policy: theirs('name', 'status', 'budget') });
    expect(both.adopted).toEqual({ name: 'Summer Sale', status: 'paused', budget: usd(4_000) });
    expect(both.push).toEqual({ pause: false });
    expect(pushesIn(both.fields)).toEqual([]);
    expect(differencesIn(both.fields)).toHaveLength(3);
  });

  it.each(['report', 'freeze'] as const)('that was changed there is left alone by %s', (policy) => {
    const seen = { name: 'Summer Sale [op-1]', status: 'paused', budget: { micros: 4_000_000_000 } } as const;
    const left = reconciled({ seen, policy: { name: policy, status: policy, budget: policy } });
    expect(left).toMatchObject({ adopted: {}, push: { pause: false } });
    expect(left.push).toEqual({ pause: false });
    expect(differencesIn(left.fields)).toHaveLength(3);
  });

  it('is not written on by a look, whatever its direction', () => {
    const seen = { status: 'active', budget: { micros: 4_000_000_000 } } as const;
    const looked = reconciled({ seen, status: 'paused', spec: { name: 'New' }, looksOnly: true });
    expect(looked.push).toEqual({ pause: false });
    expect(looked.fields.filter(({ action }) => action === 'pushed')).toEqual([]);
    expect(fieldIn(looked, 'budget')?.note).toBe('this look changes nothing on the platform');
  });

  it('compares only what is asked for', () => {
    const expected: Expected = {
      ...{ spec: sampleSpec, tag: 'op-1', status: 'active', looksOnly: true },
      reconciliation: { direction: 'pull', policy: theirs('name'), lastApplied: applied, fields: ['existence', 'ads'] },
    };
    const sighting = { is: 'there', remote: { ...remote, name: 'Renamed' } } as const;
    const { fields, adopted } = reconcileCampaign(sighting, expected, meta, account);
    expect(fields.map(({ field }) => field)).toEqual(['existence']);
    expect(adopted).toEqual({});
  });
});

describe('The status of a campaign', () => {
  const live = { status: 'paused', lastApplied: { ...applied, status: 'paused' } } as const;

  it('is pushed towards paused', () => {
    expect(reconciled({ ...live }).push).toEqual({ pause: true });
    expect(reconciled({ ...live, direction: 'push' }).push).toEqual({ pause: true });
    // Ours that is pending stops a campaign by any policy that does not freeze it.
    for (const policy of ['theirs', 'report'] as const) {
      expect(reconciled({ status: 'paused', policy: { status: policy } }).push.pause).toBe(true);
    }
  });

  it.each(['ours', 'report'] as const)('is never pushed towards active by %s', (policy) => {
    const seen = { status: 'paused' } as const;
    for (const lastApplied of [applied, { ...applied, status: 'paused' as const }, null]) {
      const both = reconciled({ seen, policy: { status: policy }, lastApplied });
      expect(both.push).toEqual({ pause: false });
      expect(fieldIn(both, 'status')).toMatchObject({ desired: 'active', observed: 'paused', action: 'reported' });
    }
    expect(fieldIn(reconciled({ seen }), 'status')?.note).toMatch(/^a sync starts nothing/);
  });

  it('that is pending towards active is not pushed by theirs either', () => {
    const pending = { seen: { status: 'paused' }, lastApplied: { ...applied, status: 'paused' } } as const;
    const both = reconciled({ ...pending, policy: theirs('status') });
    expect(both).toMatchObject({ adopted: {}, push: { pause: false } });
    expect(fieldIn(both, 'status')).toMatchObject({ difference: 'ours_pending', action: 'reported' });
  });
});

describe('The name of a campaign', () => {
  const named = (name: string, given: Case = {}) => reconciled({ seen: { name }, ...given });

  it('that its platform has trimmed is normalised', () => {
    const trimmed = named('Spring Sale [op-1]', { spec: { name: 'Spring  Sale ' } });
    expect(fieldIn(trimmed, 'name')).toMatchObject({ difference: 'normalised', action: 'none' });
    expect(trimmed.push).toEqual({ pause: false });
  });

  it('is taken over without our mark, which is put back where a push is allowed', () => {
    const policy = theirs('name');
    expect(named('Summer', { policy })).toMatchObject({ adopted: { name: 'Summer' }, push: { name: 'Summer [op-1]' } });
    const pulled = named('[op-1] Summer', { policy, direction: 'pull' });
    expect(pulled.adopted).toEqual({ name: 'Summer' });
    expect(pulled.push).toEqual({ pause: false });
  });

  it('of which nothing but our mark is left, or only our mark is gone, is not taken over', () => {
    const policy = theirs('name');
    for (const [name, note] of [
      ['[op-1]', 'nothing but our mark is in the name'],
      ['Spring Sale', 'only our mark is missing from the name'],
    ] as const) {
      const both = named(name, { policy });
      expect(both.adopted).toEqual({});
      expect(fieldIn(both, 'name')).toMatchObject({ difference: 'changed_outside', action: 'reported', note });
    }
  });
});

describe('The budget of a campaign', () => {
  it('that its platform has rounded down is normalised', () => {
    const spec = { budget: { micros: 3_000_001_234, currency: 'USD' } };
    expect(fieldIn(reconciled({ spec }), 'budget')).toMatchObject({ difference: 'normalised', action: 'none' });
  });

  it('that the platform does not have is brought there, and cannot be taken over', () => {
    const seen = { budget: { micros: null } };
    expect(reconciled({ seen }).push.budgetMicros).toBe(3_000_000_000);
    const both = reconciled({ seen, policy: theirs('budget') });
    expect(both.adopted).toEqual({});
    expect(fieldIn(both, 'budget')).toMatchObject({
      ...{ observed: null, action: 'reported', note: 'the campaign has no budget of its own there' },
    });
  });

  it('of a former currency says nothing about what was last applied', () => {
    const lastApplied = { ...applied, budget: { micros: 1, currency: 'EUR' } };
    const both = reconciled({ seen: { budget: { micros: 1_000_000 } }, lastApplied });
    expect(fieldIn(both, 'budget')).toMatchObject({ lastApplied: null, difference: 'conflict' });
  });

  it("in another currency than the account's is refused before anything is compared", () => {
    expect(() => reconciled({ spec: { budget: { micros: 1_000_000, currency: 'EUR' } } })).toThrow(/billed in USD/);
  });

  it('that both changed is a conflict', () => {
    const both = reconciled({ seen: { budget: { micros: 1_000_000_000 } }, spec: { budget: usd(2_000) } });
    expect(fieldIn(both, 'budget')).toEqual({
      ...{ field: 'budget', path: 'budget', desired: 2000, lastApplied: 3000, observed: 1000 },
      ...{ difference: 'conflict', policy: 'ours', action: 'pushed', note: null },
    });
  });
});

describe('A daily budget on Google', () => {
  const flight = { startAt: '2026-12-01T00:00:00.000Z', endAt: '2026-12-31T00:00:00.000Z' };
  const daily = (
    micros: number,
    given: Case = {},
    spend: RemoteCampaign['budget']['spend'] = [],
    today = '2026-12-01',
  ) =>
    reconciled({ on: google, seen: { today, budget: { micros, spend } }, ...given, spec: { flight, ...given.spec } });
  const spent = [1, 2, 3].map((day) => ({ date: `2026-12-0${day}`, micros: 100_000_000 }));

  it("is the normalised form of the flight's, shown by the day", () => {
    const both = daily(100_000_000);
    expect(fieldIn(both, 'budget')).toMatchObject({
      ...{ path: 'daily_budget', desired: 100, lastApplied: 100, observed: 100 },
      ...{ difference: 'normalised', action: 'none' },
    });
  });

  it("that somebody changed is taken over as the flight's budget that comes out as it", () => {
    const both = daily(150_000_000, { policy: theirs('budget') }, spent, '2026-12-04');
    // 300 are spent, and 27 days at 150 are left.
    expect(both.adopted).toEqual({ budget: usd(4_350) });
    const kept = daily(150_000_000, { spec: { budget: usd(4_350) } }, spent, '2026-12-04');
    expect(fieldIn(kept, 'budget')?.difference).toBe('normalised');
  });

  it('of ours that spending has outdated is pending, not changed outside, and is written anew by every policy but freeze', () => {
    const idle = [1, 2, 3, 4, 5].map((day) => ({ date: `2026-12-0${day}`, micros: 0 }));
    for (const policy of ['ours', 'theirs', 'report'] as const) {
      const both = daily(100_000_000, { policy: { budget: policy } }, idle, '2026-12-06');
      expect(fieldIn(both, 'budget')).toMatchObject({ difference: 'ours_pending', action: 'pushed' });
      expect(both).toMatchObject({ adopted: {}, push: { budgetMicros: 120_000_000 } });
    }
  });

  it('that our former budget gave is ours that is pending', () => {
    const both = daily(100_000_000, { spec: { budget: usd(6_000) }, policy: theirs('budget') });
    expect(fieldIn(both, 'budget')).toMatchObject({ difference: 'ours_pending', desired: 200, lastApplied: 100 });
    expect(both.push.budgetMicros).toBe(200_000_000);
  });

  it('cannot be taken over as long as it is not known what was spent', () => {
    const both = reconciled({
      ...{ on: google, seen: { budget: { micros: 50_000_000 } }, spec: { flight }, policy: theirs('budget') },
    });
    expect(both.adopted).toEqual({});
    expect(fieldIn(both, 'budget')?.note).toBe('what was spent is not known');
  });
});

describe('Two budgets on Snapchat', () => {
  const both = (micros: number, ofSquad: number, policy: Reconciliation['policy'] = {}) =>
    reconciled({
      ...{ on: snapchat, policy },
      seen: { budget: { micros: micros * 1_000_000, adGroup: { id: 's', micros: ofSquad * 1_000_000 } } },
    });

  it.each([
    [3000, 3000, 'in_sync'],
    [4000, 3000, 'changed_outside'],
    [3000, 2000, 'changed_outside'],
    [4000, 4000, 'changed_outside'],
  ] as const)('of %d and %d are %s', (ofCampaign, ofSquad, difference) => {
    expect(fieldIn(both(ofCampaign, ofSquad), 'budget')?.difference).toBe(difference);
  });

  it('are taken over when they are the same, and only reported when they are not', () => {
    expect(both(4000, 4000, theirs('budget')).adopted).toEqual({ budget: usd(4_000) });
    const apart = both(4000, 2000, theirs('budget'));
    expect(apart.adopted).toEqual({});
    expect(fieldIn(apart, 'budget')).toMatchObject({
      ...{ action: 'reported', note: 'the campaign and its ad squad have different budgets' },
    });
  });
});

describe('A campaign that is gone', () => {
  const gone = (policy: ConflictPolicy, direction: SyncDirection = 'bidirectional') =>
    reconcileCampaign(
      { is: 'missing' },
      {
        ...{ spec: sampleSpec, tag: 'op-1', status: 'active', looksOnly: false },
        reconciliation: { direction, policy: { existence: policy }, lastApplied: applied },
      },
      meta,
      account,
    );

  it.each([
    ['ours', 'bidirectional', 'reported'],
    ['report', 'bidirectional', 'reported'],
    ['freeze', 'bidirectional', 'held'],
    ['theirs', 'push', 'reported'],
    ['theirs', 'pull', 'adopted'],
    ['theirs', 'bidirectional', 'adopted'],
  ] as const)('is by %s in direction %s: %s', (policy, direction, action) => {
    const { fields, adopted, push, isMissing } = gone(policy, direction);
    expect(fields[0]).toMatchObject({ field: 'existence', observed: 'missing', difference: 'changed_outside', action });
    expect(adopted).toEqual(action === 'adopted' ? { removed: true } : {});
    expect(push).toEqual({ pause: false });
    expect(isMissing).toBe(true);
  });

  it('is not made again, because that would spend money, and its settings are unreviewed', () => {
    const { fields } = gone('ours');
    expect(fields[0]?.note).toBe('a campaign is not made again by a sync, because it would spend money');
    expect(fields.slice(1).map(({ field, difference, observed }) => [field, difference, observed])).toEqual([
      ...[
        ['name', 'unreviewed', null],
        ['status', 'unreviewed', null],
        ['budget', 'unreviewed', null],
      ],
    ]);
  });
});
