import type { ConnectionEvent, OrgId, Platform } from '@campaigns/contracts';
import type { Connection, ConnectionCommand } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import type { ConnectionCandidate, ConnectionReads } from './connection-reads.ts';

export type UsableConnection = Exclude<Connection, { status: 'absent' }>;

export type ChosenConnections = Readonly<{ currency: string; byPlatform: ReadonlyMap<Platform, UsableConnection> }>;

type Wanted = Readonly<{
  orgId: OrgId;
  platforms: readonly Platform[];
  /** Connections that the caller named. */
  named: Readonly<Partial<Record<Platform, string>>>;
  currency: string | undefined;
}>;

type Dependencies = Readonly<{
  connections: Deciding<Connection, ConnectionCommand, ConnectionEvent>;
  reads: ConnectionReads;
}>;

const required = (platform: Platform, why: string): Problem =>
  new Problem('connection-required', `No usable connection for ${platform}: ${why}`, {
    errors: [{ pointer: `#/connections/${platform}`, detail: why }],
    details: { platform },
  });

/**
 * The currency that all of them can have: the one asked for, the one of the named connections, or the only one that
 * every platform has a connection in. Several are a 422 problem; so is none.
 */
const commonCurrency = (
  { platforms, named }: Wanted,
  namedCurrency: string | undefined,
  candidates: readonly ConnectionCandidate[],
): string => {
  if (namedCurrency !== undefined) return namedCurrency;
  const open = platforms.filter((platform) => named[platform] === undefined);
  const perPlatform = open.map((platform) => {
    const currencies = candidates.filter((one) => one.platform === platform).map(({ currency }) => currency);
    if (currencies.length === 0) throw required(platform, 'the organisation has no active one');
    return new Set(currencies);
  });
  const shared = [...perPlatform.reduce((left, right) => left.intersection(right))];
  const [only, ...others] = shared;
  if (only !== undefined && others.length === 0) return only;
  const which = shared.length === 0 ? 'have no currency in common' : `can be in ${shared.toSorted().join(', ')}`;
  throw new Problem('currency-required', `The currency must be named: the connections ${which}`, {
    errors: [{ pointer: '#/currency', detail: 'is needed here' }],
  });
};

/** Reads each chosen connection from the log, so that one suspended a moment ago is not used. */
export const connectionChooser = ({ connections, reads }: Dependencies) => {
  const usable = async (orgId: OrgId, platform: Platform, connectionId: string): Promise<UsableConnection> => {
    const state = await connections.stateOf(`connection-${connectionId}`);
    if (state.status === 'absent' || state.orgId !== orgId) throw required(platform, 'there is no such connection');
    if (state.platform !== platform) throw required(platform, `the named one belongs to ${state.platform}`);
    if (state.status === 'suspended') throw required(platform, 'the connection is suspended');
    return state;
  };

  return async (wanted: Wanted): Promise<ChosenConnections> => {
    const { orgId, platforms, named } = wanted;
    const foreign = Object.keys(named).find((name) => !platforms.includes(name as Platform));
    if (foreign !== undefined) {
      throw new Problem('platform-not-in-orchestration', `The orchestration does not span ${foreign}`, {
        errors: [{ pointer: `#/connections/${foreign}`, detail: 'is not one of the platforms' }],
        details: { platform: foreign },
      });
    }
    const entries = Object.entries(named) as [Platform, string][];
    const given = new Map(
      await Promise.all(entries.map(async ([name, id]) => [name, await usable(orgId, name, id)] as const)),
    );
    const candidates = given.size === platforms.length ? [] : await reads.candidates(orgId, platforms);
    const currency = wanted.currency ?? commonCurrency(wanted, [...given.values()][0]?.currency, candidates);

    const choose = async (platform: Platform): Promise<readonly [Platform, UsableConnection]> => {
      const own = given.get(platform);
      if (own !== undefined) {
        if (own.currency === currency) return [platform, own];
        throw new Problem(
          'currency-mismatch',
          `The connection for ${platform} is in ${own.currency}, not ${currency}`,
          {
            details: { platform, currency: own.currency },
          },
        );
      }
      const candidate = candidates.find((one) => one.platform === platform && one.currency === currency);
      if (candidate === undefined) throw required(platform, `the organisation has no active one in ${currency}`);
      return [platform, await usable(orgId, platform, candidate.connectionId)];
    };
    return { currency, byPlatform: new Map(await Promise.all(platforms.map(choose))) };
  };
};
