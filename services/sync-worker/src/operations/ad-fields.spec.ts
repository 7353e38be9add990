import type { CampaignChildren, ConflictPolicy, SeenObject } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { adFields } from './ad-fields.ts';

const children = { platformAdGroupId: 'g', platformAdIds: ['1', '2'] };
const ad = (change: Partial<SeenObject> = {}): SeenObject => ({
  ...{ level: 'ad', platformId: '1', status: 'active', review: 'approved', reason: null, changedAt: null },
  ...change,
});

const statesOf = (
  seen: readonly SeenObject[],
  {
    status = 'active',
    policy = 'ours',
    ours = children,
  }: { status?: 'active' | 'paused'; policy?: ConflictPolicy; ours?: CampaignChildren | null } = {},
) =>
  adFields(seen, {
    ...{ status, children: ours ?? undefined },
    reconciliation: { direction: 'pull', policy: { ads: policy }, lastApplied: null },
  }).map(({ path, observed, difference, action }) => `${path}: ${observed}, ${difference}, ${action}`);

describe('What was seen under a campaign', () => {
  it('is in sync when it is shown and approved', () => {
    const group: SeenObject = { ...ad(), level: 'ad_group', platformId: 'g', review: null };
    expect(statesOf([group, ad()])).toEqual([
      ...['ad_group.g.status: active, in_sync, none', 'ads.1.status: active, in_sync, none'],
      'ads.1.review: approved, in_sync, none',
    ]);
  });

  it.each([
    [ad({ status: 'paused' }), 'ads.1.status: paused, changed_outside, reported'],
    [ad({ status: 'removed' }), 'ads.1.status: removed, changed_outside, reported'],
    [ad({ review: 'rejected' }), 'ads.1.review: rejected, changed_outside, reported'],
  ])('is told when it was stopped, removed or turned away', (seen, expected) => {
    expect(statesOf([seen])).toContain(expected);
  });

  it('is unreviewed, and never clean, as long as the platform shows no verdict', () => {
    expect(statesOf([ad({ review: null })])).toContain('ads.1.review: null, unreviewed, none');
    expect(statesOf([ad({ review: 'pending' })])).toContain('ads.1.review: pending, unreviewed, none');
  });

  it('is neither started nor taken over by any policy, and held by freeze', () => {
    for (const policy of ['ours', 'theirs', 'report'] as const) {
      expect(statesOf([ad({ status: 'paused' })], { policy })[0]).toBe(
        'ads.1.status: paused, changed_outside, reported',
      );
    }
    expect(statesOf([ad({ status: 'paused' })], { policy: 'freeze' })[0]).toMatch(/held$/);
  });

  it('may be paused under a campaign that is paused itself, but not gone', () => {
    expect(statesOf([ad({ status: 'paused' })], { status: 'paused' })).toEqual([
      'ads.1.review: approved, in_sync, none',
    ]);
    expect(statesOf([ad({ status: 'removed' })], { status: 'paused' })).toEqual([
      'ads.1.status: removed, changed_outside, reported',
    ]);
  });

  describe('of an ad that rests', () => {
    const ours = { ...children, restingAdIds: ['1'] };

    it('is as it shall be when it is paused, and says nothing of a review that a paused ad does not show', () => {
      expect(statesOf([ad({ status: 'paused', review: null })], { ours })).toEqual([
        'ads.1.status: paused, in_sync, none',
      ]);
      expect(statesOf([ad({ status: 'paused', review: 'rejected' })], { ours })).toContain(
        'ads.1.review: rejected, changed_outside, reported',
      );
    });

    it.each(['active', 'removed'] as const)('is told when it is %s there, and left so', (status) => {
      expect(statesOf([ad({ status })], { ours })).toContain(`ads.1.status: ${status}, changed_outside, reported`);
    });

    it('does not rest with the others', () => {
      expect(statesOf([ad({ platformId: '2', status: 'paused' })], { ours })).toContain(
        'ads.2.status: paused, changed_outside, reported',
      );
    });
  });

  it('is told when it was made there by somebody else and is shown', () => {
    expect(statesOf([ad({ platformId: '9' })])).toEqual(['ads.9.status: active, changed_outside, reported']);
    expect(statesOf([ad({ platformId: '9', status: 'paused' })])).toEqual([]);
  });

  it("is nobody's business where no ad is ours", () => {
    expect(statesOf([ad()], { ours: null })).toEqual([]);
  });

  it('says why an ad was turned away', () => {
    const [, review] = adFields([ad({ review: 'rejected', reason: 'Shocking content' })], {
      ...{ status: 'active', children },
      reconciliation: { direction: 'bidirectional', policy: {}, lastApplied: null },
    });
    expect(review?.note).toBe('the platform turned it away: Shocking content');
  });
});
