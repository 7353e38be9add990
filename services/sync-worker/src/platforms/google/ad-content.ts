import type { AdCreative, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { approximated, exact, isAccepted, unsupported } from '../plan.ts';
import type { AdAccount } from '../platform-port.ts';
import type { Channel } from './channels.ts';
import { customerId } from './names.ts';
import { googleSettings } from './settings.ts';

/** What an ad says and shows, as it is sent; absent when it cannot be one. */
export type AdContent = Readonly<{ ad?: Readonly<Record<string, unknown>>; lines: readonly PlanLine[] }>;

type Limits = Readonly<{ least: number; most: number; characters: number }>;
type Texts = Readonly<{ headlines: Limits; descriptions: Limits }>;

/** Google puts an ad together from several texts. */
const searchTexts: Texts = {
  headlines: { least: 3, most: 15, characters: 30 },
  descriptions: { least: 2, most: 4, characters: 90 },
};
const imageTexts: Texts = {
  headlines: { least: 1, most: 5, characters: 30 },
  descriptions: { least: 1, most: 5, characters: 90 },
};
const mostInLongHeadline = 90;

/** Enabled in one ad group at the same time. */
export const mostSearchAds = 3;

const lengthOf = (text: string): number => [...text].length;

type Given = Readonly<{ name: string; texts: readonly string[] }>;
type Chosen = Readonly<{ texts: readonly string[]; lines: readonly PlanLine[] }>;

/** Texts that fit, each once; one that is too long stands in the way unless it was accepted as left out. */
const chosenTexts = (
  given: readonly Given[],
  { most, characters }: Limits,
  spec: Pick<CampaignSpec, 'accepted'>,
): Chosen => {
  const fitting = (text: string): boolean => lengthOf(text) <= characters;
  const lines = given
    .filter(({ name, texts }) => !texts.every(fitting) && !isAccepted(spec, name))
    .map(({ name }) => unsupported('ad', name, `Google takes at most ${characters} characters there`));
  const texts = [...new Set(given.flatMap((each) => each.texts.filter(fitting)))];
  const [last] = given.slice(-1);
  const isCut = texts.length > most && last !== undefined;
  return {
    texts: texts.slice(0, most),
    lines: isCut ? [...lines, approximated('ad', last.name, `the first ${most} texts are used`)] : lines,
  };
};

const part = ({ name }: AdCreative, field: string): string => `creatives.${name}.${field}`;

const textsOf = (creative: AdCreative, limits: Texts, spec: Pick<CampaignSpec, 'accepted'>, longest?: number) => {
  const { headline, headlines = [], body, descriptions = [] } = creative;
  const texts = (field: string, values: readonly (string | undefined)[]): Given => ({
    name: part(creative, field),
    texts: values.filter((text) => text !== undefined),
  });
  // One that is too long for a headline may still be the long one.
  const isLong = longest !== undefined && headline !== undefined && lengthOf(headline) <= longest;
  const short = isLong && lengthOf(headline) > limits.headlines.characters ? undefined : headline;
  return {
    headlines: chosenTexts([texts('headline', [short]), texts('headlines', headlines)], limits.headlines, spec),
    descriptions: chosenTexts([texts('body', [body]), texts('descriptions', descriptions)], limits.descriptions, spec),
    longHeadline: isLong ? headline : undefined,
  };
};

const asTexts = (texts: readonly string[]) => texts.map((text) => ({ text }));

/** What lacks, as one sentence about the whole creative. */
const lacking = (creative: AdCreative, needs: readonly (string | undefined)[]): readonly PlanLine[] => {
  const missing = needs.filter((need) => need !== undefined);
  return missing.length === 0 ? [] : [unsupported('ad', `creatives.${creative.name}`, `needs ${missing.join(', ')}`)];
};

const tooFew = (what: string, fields: string, texts: readonly string[], { least, characters }: Limits) =>
  texts.length >= least
    ? undefined
    : `${least} or more ${what} of at most ${characters} characters, ${texts.length} given (${fields})`;

const linkNeeded = ({ url }: AdCreative): string | undefined => (url === undefined ? 'a link (url)' : undefined);

/** An ad on the search pages has no button and no pictures. */
const leftOutOnSearch = (creative: AdCreative): readonly PlanLine[] => [
  ...(creative.action === undefined
    ? []
    : [approximated('ad', part(creative, 'action'), 'search ads have no button; their headline leads to the page')]),
  ...(creative.format === 'text'
    ? []
    : [approximated('ad', part(creative, 'format'), 'search ads show the texts only')]),
];

const searchAd = (creative: AdCreative, spec: CampaignSpec): AdContent => {
  const { headlines, descriptions } = textsOf(creative, searchTexts, spec);
  const lines = [
    ...headlines.lines,
    ...descriptions.lines,
    ...lacking(creative, [
      linkNeeded(creative),
      tooFew('headlines', 'headline, headlines', headlines.texts, searchTexts.headlines),
      tooFew('descriptions', 'body, descriptions', descriptions.texts, searchTexts.descriptions),
    ]),
    ...leftOutOnSearch(creative),
  ];
  const responsiveSearchAd = { headlines: asTexts(headlines.texts), descriptions: asTexts(descriptions.texts) };
  return { ad: { finalUrls: [creative.url], responsiveSearchAd }, lines };
};

/** Ids of assets in the account, however many were given. */
const assetsOf = ({ media }: AdCreative, key: string, account: AdAccount) =>
  [media?.google?.[key] ?? []].flat().map((id) => ({
    asset: id.startsWith('customers/') ? id : `customers/${customerId(account.adAccountId)}/assets/${id}`,
  }));

const imageNeeded = (images: readonly unknown[], key: string, what: string): string | undefined =>
  images.length > 0 ? undefined : `${what} uploaded there before (media.google.${key}: asset ids)`;

const withImages = (
  creative: AdCreative,
  spec: CampaignSpec,
  account: AdAccount,
  channel: 'DISPLAY' | 'DEMAND_GEN',
): AdContent => {
  const { business_name: businessName } = googleSettings(spec);
  const { headlines, descriptions, longHeadline } = textsOf(creative, imageTexts, spec, mostInLongHeadline);
  const marketingImages = assetsOf(creative, 'marketing_images', account);
  const squareMarketingImages = assetsOf(creative, 'square_marketing_images', account);
  const logoImages = assetsOf(creative, 'logo_images', account);
  const isDisplay = channel === 'DISPLAY';
  const long = longHeadline ?? headlines.texts[0];
  const lines = [
    ...headlines.lines,
    ...descriptions.lines,
    ...lacking(creative, [
      creative.format === 'video' || creative.format === 'carousel'
        ? `another format: ${creative.format} ads are not made on this network`
        : undefined,
      linkNeeded(creative),
      tooFew('headlines', 'headline, headlines', headlines.texts, imageTexts.headlines),
      tooFew('descriptions', 'body, descriptions', descriptions.texts, imageTexts.descriptions),
      businessName === undefined ? 'a business name (platform_specific_config.google.business_name)' : undefined,
      imageNeeded(marketingImages, 'marketing_images', 'a wide image'),
      isDisplay ? imageNeeded(squareMarketingImages, 'square_marketing_images', 'a square image') : undefined,
      isDisplay ? undefined : imageNeeded(logoImages, 'logo_images', 'a logo'),
    ]),
    ...(creative.action === undefined
      ? []
      : [approximated('ad', part(creative, 'action'), 'Google chooses what the button says')]),
  ];
  const content = {
    businessName,
    headlines: asTexts(headlines.texts),
    descriptions: asTexts(descriptions.texts),
    marketingImages,
    ...(squareMarketingImages.length === 0 ? {} : { squareMarketingImages }),
    ...(logoImages.length === 0 ? {} : { logoImages }),
  };
  const ad = isDisplay
    ? { responsiveDisplayAd: { ...content, longHeadline: { text: long } } }
    : { demandGenMultiAssetAd: content };
  return { ad: { finalUrls: [creative.url], ...ad }, lines };
};

const isUnsupported = ({ verdict }: PlanLine): boolean => verdict === 'unsupported';

const contentOn = (creative: AdCreative, spec: CampaignSpec, account: AdAccount, channel: Channel): AdContent => {
  switch (channel) {
    case 'SEARCH':
      return searchAd(creative, spec);
    case 'PERFORMANCE_MAX': {
      const reason = 'Performance Max has no ads of its own: choose another platform_specific_config.google.network';
      return { lines: [unsupported('ad', `creatives.${creative.name}`, reason)] };
    }
    default:
      return withImages(creative, spec, account, channel);
  }
};

/** The ad that a creative becomes on a channel, and how it comes out. */
export const adContent = (
  creative: AdCreative,
  spec: CampaignSpec,
  account: AdAccount,
  channel: Channel,
): AdContent => {
  const { ad, lines } = contentOn(creative, spec, account, channel);
  if (lines.some(isUnsupported) || ad === undefined) return { lines };
  return { ad, lines: [exact('ad', `creatives.${creative.name}`), ...lines] };
};
