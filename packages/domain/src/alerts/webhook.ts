import { isDeepStrictEqual } from 'node:util';
import type { OrgId, WebhookContent, WebhookEvent, WebhookId } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';

// Commands; `now` is an ISO instant

type Command<Type extends string, Data = object> = Readonly<{
  type: Type;
  data: Readonly<{ webhookId: WebhookId; now: string } & Data>;
}>;

type AddWebhook = Command<'AddWebhook', { orgId: OrgId; content: WebhookContent }>;
type ChangeWebhook = Command<'ChangeWebhook', { content: WebhookContent }>;
type RemoveWebhook = Command<'RemoveWebhook'>;
type RotateSecret = Command<'RotateSecret', { overlapUntil: string }>;

export type WebhookCommand = AddWebhook | ChangeWebhook | RemoveWebhook | RotateSecret;

// State

export type ExistingWebhook = Readonly<{
  status: 'present' | 'removed';
  webhookId: WebhookId;
  orgId: OrgId;
  content: WebhookContent;
}>;
export type Webhook = Readonly<{ status: 'absent' }> | ExistingWebhook;

// Decide

const existing = (state: Webhook): ExistingWebhook => {
  if (state.status === 'absent' || state.status === 'removed') {
    throw new RuleViolation('webhook-not-found', 'There is no such webhook');
  }
  return state;
};

const decide = (command: WebhookCommand, state: Webhook): readonly WebhookEvent[] => {
  const { webhookId, now: at } = command.data;
  switch (command.type) {
    case 'AddWebhook': {
      if (state.status !== 'absent') return [];
      const { orgId, content } = command.data;
      return [{ type: 'WebhookAdded', data: { webhookId, orgId, content, at } }];
    }
    case 'ChangeWebhook': {
      const { content } = command.data;
      if (isDeepStrictEqual(existing(state).content, content)) return [];
      return [{ type: 'WebhookChanged', data: { webhookId, content, at } }];
    }
    case 'RemoveWebhook':
      return state.status === 'removed'
        ? []
        : [{ type: 'WebhookRemoved', data: { webhookId: existing(state).webhookId, at } }];
    case 'RotateSecret': {
      existing(state);
      return [{ type: 'WebhookSecretRotated', data: { webhookId, overlapUntil: command.data.overlapUntil, at } }];
    }
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Webhook, event: WebhookEvent): Webhook => {
  if (event.type === 'WebhookAdded') {
    const { webhookId, orgId, content } = event.data;
    return { status: 'present', webhookId, orgId, content };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'WebhookChanged':
      return { ...state, content: event.data.content };
    case 'WebhookRemoved':
      return { ...state, status: 'removed' };
    case 'WebhookSecretRotated':
      return state;
    default:
      return assertNever(event);
  }
};

/** Stream `webhook-{id}`. */
export const webhookDecider: Decider<Webhook, WebhookCommand, WebhookEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
