import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alertOf, webhookOf } from '../testing/alerts.ts';
import { type OneOrganization, oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one } from '../testing/read-database.ts';
import { deployed, drafted } from '../testing/stories.ts';

let told: OneOrganization;
beforeAll(async () => {
  told = await oneOrganization(drafted, deployed);
});
afterAll(() => told.database.close());

const shown = async (table: string, key: string, id: string): Promise<Record<string, unknown>> => {
  await project(told.database.pool, told.store);
  return one(told.database.pool, `select * from read.${table} where ${key} = $1`, [id]);
};

describe('The row of an alert', () => {
  it('shows where it is in its life, and begins anew with the next episode', async () => {
    const alert = alertOf(told.story, 90);
    const row = () => shown('alerts', 'alert_id', alert.alertId);
    await alert.opened(1);
    expect(await row()).toMatchObject({
      ...{ kind: 'budget_threshold', state: 'open', episode: 1, percent: 90, threshold: '90.000000' },
      ...{
        severity: 'warning',
        orchestration_id: told.story.about.orchestrationId,
        values_seen: { share: 90.52 },
        resolved_at: null,
      },
    });
    await alert.acknowledged('I look at it');
    expect(await row()).toMatchObject({
      ...{ state: 'acknowledged', note: 'I look at it', acknowledged_by: expect.any(String), revision: '1' },
    });
    await alert.snoozed('2026-12-01T00:00:00.000Z');
    expect(await row()).toMatchObject({ state: 'snoozed', snoozed_until: new Date('2026-12-01T00:00:00.000Z') });
    await alert.woken();
    expect(await row()).toMatchObject({ state: 'open', snoozed_until: null });
    await alert.resolved('user', 'Agreed');
    expect(await row()).toMatchObject({ state: 'resolved', resolved_by: 'user', resolution: 'Agreed' });
    await alert.opened(2, { message: 'Again' });
    expect(await row()).toMatchObject({
      ...{ state: 'open', episode: 2, message: 'Again', note: null, acknowledged_at: null, resolved_at: null },
    });
  });
});

describe('The row of a webhook', () => {
  it('shows what it is told, and goes with the webhook', async () => {
    const webhook = webhookOf(told.story, 'on call');
    const row = () => shown('webhooks', 'webhook_id', webhook.webhookId);
    await webhook.added();
    expect(await row()).toMatchObject({ kinds: ['zero_spend', 'budget_threshold'], types: null, enabled: true });
    await webhook.changed({ kinds: null, enabled: false });
    await webhook.rotated('2026-12-01T00:00:00.000Z');
    expect(await row()).toMatchObject({
      ...{ kinds: null, enabled: false, old_secret_until: new Date('2026-12-01T00:00:00.000Z') },
    });
    await webhook.removed();
    await project(told.database.pool, told.store);
    const left = await told.database.pool.query('select from read.webhooks where webhook_id = $1', [webhook.webhookId]);
    expect(left.rowCount).toBe(0);
  });
});
