import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { OwnedCampaign } from './access.ts';
import { badRequest, item, notFound, succeeded } from './answers.ts';
import { campaignJson } from './campaign-json.ts';

/** `GET /campaigns/{id}`. Throws `Refusal` 404 for a deleted one: only lists show those. */
export const readCampaign = ({ campaign }: OwnedCampaign): Answer => {
  if (campaign.status === 'deleted') throw notFound();
  return { ...succeeded({ campaigns: [item('campaign', campaignJson(campaign))] }), concerning: campaign.id };
};

const [leastRows, mostRows] = [50, 1000];

const limitOf = ({ limit = String(mostRows) }: PlatformRequest['parameters']): number => {
  const rows = Number(limit);
  if (!Number.isInteger(rows) || rows < leastRows || rows > mostRows) {
    throw badRequest('E2002', `Property value is not allowed : [limit], expected ${leastRows} to ${mostRows}`);
  }
  return rows;
};

const cursorAfter = (serial: number): string => Buffer.from(`after ${serial}`).toString('base64url');

const serialOf = ({ cursor }: PlatformRequest['parameters']): number => {
  if (cursor === undefined) return -1;
  const [, digits] = /^after (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (digits === undefined) throw badRequest('E2002', 'Property value is not allowed : [cursor]');
  return Number(digits);
};

type Row = Readonly<{ serial: number; status: string }>;

/** One page of a list, oldest first; pages are linked, and deleted rows are shown to who asks for them. */
export const pageOf = <Item extends Row>(
  { baseUrl, path, parameters }: PlatformRequest,
  list: string,
  all: readonly Item[],
  shown: (row: Item) => JsonObject,
): Answer => {
  const limit = limitOf(parameters);
  const after = serialOf(parameters);
  const withDeleted = parameters['read_deleted_entities'] === 'true';
  const rows = all.filter(({ serial, status }) => serial > after && (withDeleted || status !== 'deleted'));
  const page = rows.slice(0, limit);
  const cursor = rows.length > limit ? cursorAfter(page.at(-1)?.serial ?? after) : undefined;
  const query = new URLSearchParams({
    ...parameters,
    limit: String(limit),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return succeeded({
    paging: cursor === undefined ? {} : { next_link: `${baseUrl}${path}?${query}` },
    [list]: page.map(shown),
  });
};

/** `GET /adaccounts/{id}/campaigns`. */
export const listCampaigns = (store: Store, owner: AccountState, request: PlatformRequest): Answer =>
  pageOf(request, 'campaigns', campaignsOf(store.state, owner), (campaign) => item('campaign', campaignJson(campaign)));
