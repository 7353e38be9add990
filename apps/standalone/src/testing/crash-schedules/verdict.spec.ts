import type { StoredEvent } from '@campaigns/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { wholeLog } from './ground.ts';
import { groundFor, playOn } from './play.ts';
import { scenarios } from './scenarios.ts';
import { faultsOf } from './verdict.ts';

type Held = Parameters<typeof faultsOf>[1];
type World = Readonly<{ log: readonly StoredEvent[]; held: Held }>;

let well: World;

beforeAll(async () => {
  const [deployment] = scenarios;
  if (deployment === undefined) throw new Error('There is no scenario');
  const { world } = await playOn(await groundFor(deployment), deployment);
  const { store, sandbox } = world;
  well = { log: await wholeLog(store), held: { campaigns: sandbox.campaigns(), children: sandbox.children() } };
});

const without =
  (...types: readonly string[]) =>
  ({ log, held }: World): World => ({ held, log: log.filter(({ type }) => !types.includes(type)) });

const twice =
  (type: string) =>
  ({ log, held }: World): World => ({
    held,
    log: log.flatMap((event) => (event.type === type ? [event, event] : [event])),
  });

const holding =
  (change: (held: Held) => Held) =>
  ({ log, held }: World): World => ({ log, held: change(held) });

describe('The verdict on a schedule', () => {
  it('finds nothing wrong with a deployment that went well', () => {
    expect(faultsOf(well.log, well.held)).toEqual([]);
  });

  it.each<[string, (world: World) => World, string]>([
    ['an outcome that was lost', without('OperationSucceeded'), '0 outcomes'],
    ['an outcome that was written twice', twice('OperationSucceeded'), '2 outcomes'],
    ['an outcome that nobody heard', without('OperationSettled'), '0 of them heard'],
    ['a run that does not end', without('WorkflowCompleted'), '"ended":0'],
    ['a run that ends twice', twice('WorkflowCompleted'), '"ended":2'],
    ['an end that nobody heard', without('WorkflowSettled'), '"heard":0'],
    [
      'a campaign that was bought twice',
      holding(({ campaigns, children }) => ({ children, campaigns: [...campaigns, ...campaigns.slice(0, 1)] })),
      'Campaign meta',
    ],
    [
      'a campaign that was bought twice and of which one is gone',
      holding(({ campaigns, children }) => ({
        children,
        campaigns: [...campaigns, ...campaigns.slice(0, 1).map((each) => ({ ...each, status: 'deleted' as const }))],
      })),
      'Campaign meta',
    ],
    [
      'an ad that was made twice',
      holding(({ campaigns, children }) => ({
        campaigns,
        children: [...children, ...children.filter(({ kind, platform }) => kind === 'ad' && platform === 'google')],
      })),
      'ad google',
    ],
    [
      'a campaign that is gone',
      holding(({ campaigns, children }) => ({ children, campaigns: campaigns.slice(1) })),
      'meta has not the campaign',
    ],
    [
      'a campaign of which nobody knows',
      holding(({ campaigns, children }) => ({
        children,
        campaigns: campaigns.map((each) => ({ ...each, id: '5', name: 'Another' })),
      })),
      'Nobody knows of meta',
    ],
    [
      'a campaign that does not deliver although it is called live',
      holding(({ campaigns, children }) => ({
        children,
        campaigns: campaigns.map((each) => ({ ...each, status: 'paused' as const })),
      })),
      'meta is active here (null), paused there',
    ],
    [
      'a campaign that spends although it is not called live',
      without('PlatformCampaignStatusChanged'),
      'meta is creating here (null), active there',
    ],
  ])('names %s', (_, change, text) => {
    const { log, held } = change(well);
    expect(faultsOf(log, held).join('\n')).toContain(text);
  });

  it('names a platform that was promised more than there is', () => {
    const log = well.log.map((event) =>
      event.type === 'DeploymentRequested'
        ? { ...event, data: JSON.parse(JSON.stringify(event.data).replaceAll('600000000', '900000000')) as unknown }
        : event,
    );
    expect(faultsOf(log, well.held).join('\n')).toContain('are applied and reserved, of 1000000000');
  });
});
