import { type AlertSubject, alertCodec, orgId as orgIdSchema } from '@campaigns/contracts';
import { alertDecider, alertIdOf, type Signal } from '@campaigns/domain';
import { commandHandler } from '@campaigns/event-sourcing';
import { envelope, type TestApi } from './test-api.ts';

type Look = Readonly<{ verdict: 'open' | 'clear'; at: string }>;

/** What the rules-engine sees of a threshold of the budget, and writes; answers the alert's id. */
export const observeAlert = async (
  api: Pick<TestApi, 'store' | 'progress'>,
  org: string,
  subject: AlertSubject,
  { verdict, at }: Look,
) => {
  const orgId = orgIdSchema.parse(org);
  const signal: Signal = {
    ...{ kind: 'budget_threshold', severity: 'warning', subject, verdict, threshold: 90, basis: '3000' },
    ...{ values: { spent: 2_715.5, share: 90.52, currency: 'USD' }, message: '90 % of the budget is spent' },
  };
  const alertId = alertIdOf(orgId, signal);
  const { position } = await commandHandler(api.store, alertDecider, alertCodec)(
    `alert-${alertId}`,
    { type: 'Observe', data: { alertId, orgId, signal, muted: false, now: at } },
    envelope(org),
  );
  if (position !== undefined) await api.progress.waitFor(position, 5_000);
  return alertId;
};

export const openAlert = (api: Pick<TestApi, 'store' | 'progress'>, org: string) =>
  observeAlert(api, org, { percent: 90 }, { verdict: 'open', at: new Date().toISOString() });
