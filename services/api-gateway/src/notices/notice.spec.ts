import { describe, expect, it } from '@jest/globals';
import { deliveryOf } from './notice.ts';

const digest = 'd1';
const meta = (entry: unknown): unknown => ({ object: 'ad_account', entry });
const change = (object_id: string, object_type = 'campaign') => ({
  field: 'field_changed',
  value: { object_id, object_type, changed_fields: ['effective_status'] },
});

describe('What a delivery is about', () => {
  it('is at Meta every change of every entry, whose campaigns are looked at again', () => {
    const body = meta([
      { id: 'act_1', time: 5, changes: [change('11'), change('77', 'ad')] },
      { id: '2', time: 6, changes: [] },
    ]);
    expect(deliveryOf('meta', body, digest)).toEqual({
      syncType: 'incremental',
      notices: [
        { account: '1', campaignId: '11', identity: '1 11 field_changed 5' },
        { account: '1', campaignId: undefined, identity: '1 77 field_changed 5' },
        { account: '2', campaignId: undefined, identity: '2 6' },
      ],
    });
  });

  it.each([
    [1, 'performance'],
    [2, 'incremental'],
    [3, 'incremental'],
    [8, 'incremental'],
    [11, 'performance'],
  ])('is at TikTok known by its request, and of kind %i it wants a sync of type %s', (object, syncType) => {
    const body = { request_id: 'r1', object, time: 5, entry: [{ adv_id: '7-0', campaign_id: '21' }] };
    expect(deliveryOf('tiktok', body, digest)).toEqual({
      syncType,
      notices: [{ account: '70', campaignId: '21', identity: 'r1' }],
    });
  });

  it('is at TikTok also a suspended account, known by its signature', () => {
    const body = { advertiser_id: '7', status: 'STATUS_LIMIT' };
    expect(deliveryOf('tiktok', body, digest)).toEqual({
      syncType: 'incremental',
      notices: [{ account: '7', campaignId: undefined, identity: digest }],
    });
  });

  it('is at LinkedIn a lead of an account, known by its id or by what happened to it when', () => {
    const body = {
      ...{ type: 'LEAD_ACTION', owner: { sponsoredAccount: 'urn:li:sponsoredAccount:507000001' } },
      ...{ leadGenFormResponse: 'urn:li:leadGenFormResponse:a-1', leadAction: 'CREATED', occurredAt: 5 },
    };
    const own = 'urn:li:leadGenFormResponse:a-1 CREATED 5';
    const notice = { account: '507000001', campaignId: undefined, identity: own };
    expect(deliveryOf('linkedin', body, digest)).toEqual({ syncType: 'performance', notices: [notice] });
    expect(deliveryOf('linkedin', { ...body, notificationId: 9 }, digest).notices).toEqual([
      { ...notice, identity: '9' },
    ]);
  });

  it('is what can be understood; one strange entry costs the others nothing', () => {
    const body = meta([null, { id: { $ne: 1 } }, { id: "1' or true" }, { id: 3, time: 7 }, { id: '4', changes: 'x' }]);
    expect(deliveryOf('meta', body, digest).notices).toEqual([
      { account: '3', campaignId: undefined, identity: '3 7' },
    ]);
  });

  it.each([null, 'x', [], {}, { object: 'page', entry: [{ id: '1' }] }, { __proto__: { object: 'ad_account' } }])(
    'is nothing for %j',
    (body) => {
      for (const platform of ['meta', 'tiktok', 'linkedin'] as const) {
        expect(deliveryOf(platform, body, digest).notices).toEqual([]);
      }
    },
  );
});
