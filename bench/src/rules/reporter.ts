import type { Platform } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { openLoop } from '../measure/open-loop.ts';
import type { Random } from '../random.ts';
import { type Campaign, type Course, platforms, report } from './campaigns.ts';
import { hearReactions, type Reactions } from './reactions.ts';

export type Load = Readonly<{
  /** Reports a second; those of a campaign come together, as a sync brings them. */
  perSecond: number;
  seconds: number;
}>;

export type Reporter = Readonly<{
  /** So many reports a second, whether earlier ones have been evaluated or not. */
  atRate: (load: Load) => Promise<Reactions>;
  /** One report after the other, each when the one before has been dealt with. */
  oneByOne: (count: number) => Promise<Reactions>;
}>;

/** So much longer than planned, and something is wrong. */
const graceMs = 180_000;

/** What calls for an action, where the campaign has the rule for it. */
const notable: readonly Course[] = ['dear', 'clicked'];

/** Writes what syncs write about campaigns that take turns. */
export const reporter = (store: EventStore, campaigns: readonly Campaign[], random: Random): Reporter => {
  const revisions = new Map<string, bigint>();
  let turn = 0;

  /** One of the platforms has had a notable day: a campaign has one run under way at a time, and nobody ends them here. */
  const tell = async (campaign: Campaign, of: readonly Platform[]): Promise<void> => {
    const [special, course] = [random.oneOf(of), random.oneOf(notable)];
    await Promise.all(
      of.map(async (platform) => {
        const { stream, events } = report(campaign, platform, ['usual', platform === special ? course : 'usual']);
        const result = await store.append(stream, revisions.get(stream) ?? 0n, events);
        if (result.outcome !== 'appended') throw new Error(`Conflict on ${stream}`);
        revisions.set(stream, result.revision);
      }),
    );
  };
  const next = (): Campaign => {
    const campaign = campaigns[turn % campaigns.length];
    if (campaign === undefined) throw new RangeError('No campaigns');
    turn += 1;
    return campaign;
  };

  return {
    atRate: async ({ perSecond, seconds }) => {
      const calls = Math.ceil((perSecond * seconds) / platforms.length);
      const heard = await hearReactions(store, calls * platforms.length, seconds * 1_000 + graceMs);
      const reactions = heard();
      await Promise.all([
        reactions,
        openLoop({ perSecond: perSecond / platforms.length, calls }, () => tell(next(), platforms)),
      ]);
      return reactions;
    },
    oneByOne: async (count) => {
      const all: Reactions[] = [];
      while (all.length < count) {
        const heard = await hearReactions(store, 1, graceMs);
        const reactions = heard();
        await Promise.all([reactions, tell(next(), [random.oneOf(platforms)])]);
        all.push(await reactions);
      }
      return {
        evaluatedMs: all.flatMap(({ evaluatedMs }) => evaluatedMs),
        commandedMs: all.flatMap(({ commandedMs }) => commandedMs),
        evaluations: all.reduce((sum, { evaluations }) => sum + evaluations, 0),
      };
    },
  };
};
