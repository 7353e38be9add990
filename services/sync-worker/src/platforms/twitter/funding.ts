import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';
import type { AccountCall } from '../platform-port.ts';
import { twitterConfig } from './campaign-config.ts';
import type { TwitterClient } from './client.ts';

const fundingInstrument = z.object({ id: z.string(), currency: z.string(), able_to_fund: z.boolean() });
export type FundingInstrument = z.infer<typeof fundingInstrument>;

/** What pays for campaigns of the account, those first that can. An account has no currency but theirs. */
export const fundingInstruments = async (
  client: TwitterClient,
  call: AccountCall,
): Promise<readonly FundingInstrument[]> => {
  const path = `/accounts/${encodeURIComponent(call.account.adAccountId)}/funding_instruments`;
  const all = await client.list(call, { path }, fundingInstrument);
  return all.toSorted((one, other) => Number(other.able_to_fund) - Number(one.able_to_fund));
};

/**
 * The configured instrument, else the account's first that can pay in its currency. Throws `validation` when there is none:
 * a budget in micros of another currency would be another amount of money.
 */
export const fundingInstrumentFor = (
  spec: CampaignSpec,
  instruments: readonly FundingInstrument[],
  currency: string,
): string => {
  const { funding_instrument_id: wanted } = twitterConfig(spec);
  const candidates = wanted === undefined ? instruments : instruments.filter(({ id }) => id === wanted);
  const usable = candidates.find((instrument) => instrument.able_to_fund && instrument.currency === currency);
  if (usable !== undefined) return usable.id;
  const which =
    wanted === undefined ? 'The X account has no funding instrument that' : `Funding instrument ${wanted} is none that`;
  throw invalid('no-funding-instrument', `${which} can pay for campaigns in ${currency}`);
};
