import type { InProcessSandbox } from '@campaigns/ad-sandbox';
import type { CampaignSpec } from '@campaigns/contracts';
import { type ExistingOrchestration, exposure, ledgerOf } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { type AccountCall, accountLimits, type PlatformAdapter } from '@campaigns/sync-worker';
import { adaptersOn, httpTo } from './adapters.ts';
import { callOn } from './ground.ts';
import { stateIn } from './state.ts';

type Campaign = ReturnType<InProcessSandbox['campaigns']>[number];

const specOf = ({ name, objective, flight, totalBudget }: ExistingOrchestration): CampaignSpec => ({
  ...{ name, objective, budget: totalBudget, config: {} },
  flight: flight ?? { startAt: '', endAt: '' },
});

type Dependencies = Readonly<{
  store: EventStore;
  sandbox: InProcessSandbox;
  clock: Clock;
  /** Takes what is wrong, one line each. */
  wrong: string[];
}>;

/** What may differ because a platform counts in whole cents and days: a cent for each day of the flight. */
const toleranceMicros = 30 * 10_000;

/**
 * Looks, after each request, at what the platforms may spend by it: of each campaign not more than the ledger allows at
 * that moment, and of all together not more than the total, or than before where that was lowered.
 */
export const budgetWatch = ({ store, sandbox, clock, wrong }: Dependencies): (() => Promise<void>) => {
  const now = () => clock.now().getTime();
  const adapters = adaptersOn(httpTo(sandbox.undisturbed), { limits: accountLimits({}, now), now });
  const held = new Map<string, Readonly<{ seen: string; micros: number }>>();

  const flightBudgetOf = async (
    adapter: PlatformAdapter,
    call: AccountCall,
    campaign: Campaign,
    state: ExistingOrchestration,
  ): Promise<number> => {
    const spec = specOf(state);
    const spendSince = spec.flight.startAt.slice(0, 10);
    const remote = await adapter.readCampaign(call, campaign.id, { spendSince });
    const budget = adapter.flightBudget(remote, spec, call.account);
    if ('unknown' in budget)
      wrong.push(`What ${campaign.platform} ${campaign.id} may spend is not to be told: ${budget.unknown}`);
    return 'micros' in budget ? budget.micros : 0;
  };

  const total = (): number => [...held.values()].reduce((sum, { micros }) => sum + micros, 0);

  const isNews = ({ platform, id, status, budget }: Campaign): boolean => {
    const known = held.get(`${platform} ${id}`);
    return status === 'deleted' ? known !== undefined : known?.seen !== JSON.stringify(budget);
  };

  const note = async (campaign: Campaign, state: ExistingOrchestration): Promise<void> => {
    const { platform, id, status, budget } = campaign;
    const key = `${platform} ${id}`;
    held.delete(key);
    if (status === 'deleted') return;
    const micros = await flightBudgetOf(adapters[platform], callOn(platform), campaign, state);
    held.set(key, { seen: JSON.stringify(budget), micros });
    const line = ledgerOf(state).find((each) => each.platform === platform);
    const allowed = line === undefined ? 0 : line.appliedMicros + line.reservedMicros;
    if (micros > allowed + toleranceMicros) wrong.push(`${key} may spend ${micros}, the ledger allows ${allowed}`);
  };

  return async () => {
    const news = sandbox.campaigns().filter(isNews);
    if (news.length === 0) return;
    const state = await stateIn(store);
    if (state.status === 'absent') throw new TypeError('A platform has a campaign of nobody');
    for (const campaign of news) await note(campaign, state);
    // Where the total was lowered, what is not taken back yet: the ledger's own law sees to it that this never grows.
    const most = Math.max(state.totalBudget.micros, exposure(state));
    if (total() > most + toleranceMicros)
      wrong.push(`The platforms may spend ${total()} together, and ${most} at most`);
  };
};
