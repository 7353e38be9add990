import { type AlertSettings, type AlertSettingsEvent, type WebhookEvent, webhookId } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, it } from '@jest/globals';
import { alertSettingsDecider, defaultAlertSettings } from './alert-settings.ts';
import { campaign, now, org } from './testing/facts.ts';
import { webhookDecider } from './webhook.ts';

const id = webhookId.parse('d4b8f1c6-2e97-4a53-8c0d-6f3b9a7e5d14');
const content = {
  ...{ url: 'https://hooks.example.com/', description: null, kinds: null, types: null, enabled: true },
} as const;
const disabled = { ...content, enabled: false };

describe('A webhook', () => {
  const { given } = specFor(webhookDecider);
  const add = { type: 'AddWebhook', data: { webhookId: id, orgId: org, content, now } } as const;
  const added: WebhookEvent = { type: 'WebhookAdded', data: { webhookId: id, orgId: org, content, at: now } };
  const change = { type: 'ChangeWebhook', data: { webhookId: id, content: disabled, now } } as const;
  const changed: WebhookEvent = { type: 'WebhookChanged', data: { webhookId: id, content: disabled, at: now } };
  const remove = { type: 'RemoveWebhook', data: { webhookId: id, now } } as const;
  const removed: WebhookEvent = { type: 'WebhookRemoved', data: { webhookId: id, at: now } };
  const rotate = { type: 'RotateSecret', data: { webhookId: id, overlapUntil: now, now } } as const;

  it('is added, changed and removed, each once', () => {
    given().when(add).then(added);
    given(added).when(add).thenNothing();
    given(added).when(change).then(changed);
    given(added, changed).when(change).thenNothing();
    given(added).when(remove).then(removed);
    given(added, removed).when(remove).thenNothing();
  });
  it('gets a new secret as often as is asked', () => {
    const rotated: WebhookEvent = { type: 'WebhookSecretRotated', data: { webhookId: id, overlapUntil: now, at: now } };
    given(added).when(rotate).then(rotated);
    given(added, rotated).when(rotate).then(rotated);
  });
  it('that is removed is not there any more', () => {
    for (const command of [change, rotate]) given(added, removed).when(command).thenRejects('webhook-not-found');
    given().when(remove).thenRejects('webhook-not-found');
  });
});

describe('The settings of alerts', () => {
  const { given } = specFor(alertSettingsDecider);
  const own: AlertSettings = { ...defaultAlertSettings, thresholds: [50, 100], mutedKinds: ['drift'] };
  const set = (settings: AlertSettings | null, onlyFor: typeof campaign | null = null) =>
    ({ type: 'SetAlertSettings', data: { orgId: org, onlyFor, settings, now } }) as const;
  const changed = (settings: AlertSettings | null, onlyFor: typeof campaign | null = null): AlertSettingsEvent => ({
    type: 'AlertSettingsChanged',
    data: { orgId: org, onlyFor, settings, at: now },
  });

  it('are kept in order, and once', () => {
    given()
      .when(set({ ...own, thresholds: [100, 50] }))
      .then(changed(own));
    given(changed(own))
      .when(set({ ...own, thresholds: [100, 50] }))
      .thenNothing();
  });
  it('of an orchestration stand beside those of its organisation', () => {
    given(changed(own)).when(set(own, campaign)).then(changed(own, campaign));
    given(changed(own, campaign)).when(set(own, campaign)).thenNothing();
  });
  it('are taken away once', () => {
    given(changed(own, campaign)).when(set(null, campaign)).then(changed(null, campaign));
    given(changed(own, campaign), changed(null, campaign)).when(set(null, campaign)).thenNothing();
    given().when(set(null)).thenNothing();
  });
});
