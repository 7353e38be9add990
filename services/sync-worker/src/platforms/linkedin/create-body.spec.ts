import type { CampaignConfig } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleSpec } from '../../testing/operation-samples.ts';
import { linkedinCreateBody } from './create-body.ts';
import { linkedinSettings } from './settings.ts';

const account = { adAccountId: '507000001', currency: 'USD', timeZone: 'America/Los_Angeles' };
const before = new Date('2026-11-24T00:00:00Z');
const name = 'Spring Sale [op-7f3a]';
const targeting = { countries: ['US'] };

type Given = Readonly<{ config?: CampaignConfig; currency?: string; micros?: number; now?: Date }>;
const bodyOf = ({ config = { targeting }, currency = 'USD', micros = 3_000_000_000, now = before }: Given = {}) => {
  const spec = { ...sampleSpec, config, budget: { micros, currency } };
  return linkedinCreateBody({ spec, name, now }, linkedinSettings(spec), { ...account, currency });
};
const bodyFor = (more: CampaignConfig) => bodyOf({ config: { targeting: { ...targeting, ...more } } });
const facets = (body: Readonly<Record<string, unknown>>): object => {
  const criteria = body['targetingCriteria'] as Readonly<{ include: Readonly<{ and: readonly { or: object }[] }> }>;
  return Object.assign({}, ...criteria.include.and.map(({ or }) => or));
};
const refusal = (code: string, text: string) =>
  expect.objectContaining({ class: 'validation', code, message: expect.stringContaining(text) });

describe('the request that creates a campaign on LinkedIn', () => {
  it('is paused, bids by itself and has a budget and dates for the whole flight', () => {
    expect(bodyOf({ config: { targeting: { ...targeting, age_min: 25, age_max: 54, languages: ['en'] } } })).toEqual({
      account: 'urn:li:sponsoredAccount:507000001',
      name,
      type: 'SPONSORED_UPDATES',
      objectiveType: 'WEBSITE_VISIT',
      optimizationTargetType: 'MAX_CLICK',
      costType: 'CPM',
      totalBudget: { amount: '3000.00', currencyCode: 'USD' },
      runSchedule: { start: Date.parse('2026-12-01T08:00:00Z'), end: Date.parse('2026-12-31T08:00:00Z') },
      pacingStrategy: 'LIFETIME',
      locale: { country: 'US', language: 'en' },
      targetingCriteria: {
        include: {
          and: [
            { or: { 'urn:li:adTargetingFacet:locations': ['urn:li:geo:103644278'] } },
            { or: { 'urn:li:adTargetingFacet:interfaceLocales': ['urn:li:locale:en_US'] } },
            { or: { 'urn:li:adTargetingFacet:ageRanges': ['urn:li:ageRange:(25,34)', 'urn:li:ageRange:(35,54)'] } },
          ],
        },
      },
      audienceExpansionEnabled: false,
      offsiteDeliveryEnabled: false,
      politicalIntent: 'NOT_POLITICAL',
      creativeSelection: 'ROUND_ROBIN',
      status: 'PAUSED',
    });
  });

  it.each([
    ['USD', 3_000_009_999, '3000.00'],
    ['JPY', 300_000_999_999, '300000'],
    ['KWD', 3_000_125_999, '3000.125'],
  ])('writes the budget in %s with all its decimals and no finer', (currency, micros, amount) => {
    expect(bodyOf({ currency, micros })).toMatchObject({ totalBudget: { amount, currencyCode: currency } });
  });

  it('takes a start that has passed as now, and no flight that is over', () => {
    const now = new Date('2026-12-02T10:00:00Z');
    expect(bodyOf({ now })).toMatchObject({ runSchedule: { start: now.getTime() } });
    const afterwards = new Date('2027-01-01T00:00:00Z');
    expect(() => bodyOf({ now: afterwards })).toThrow(refusal('flight-over', 'ended'));
  });

  it('takes intent, places off LinkedIn and a bid by hand from the configuration', () => {
    const config = {
      targeting,
      political_intent: 'NOT_DECLARED',
      offsite_delivery: true,
      bid: { cost_type: 'CPC', amount: 8.5 },
      placement: ['feed'],
    };
    const body = bodyOf({ config });
    expect(body).toMatchObject({
      politicalIntent: 'NOT_DECLARED',
      offsiteDeliveryEnabled: true,
      optimizationTargetType: 'NONE',
      costType: 'CPC',
      unitCost: { amount: '8.50', currencyCode: 'USD' },
    });
    expect(body).not.toHaveProperty('placement');
  });

  it.each([
    ['a bid finer than a cent', { targeting, bid: { cost_type: 'CPC', amount: 8.505 } }, 'bid.amount'],
    ['an unknown intent', { targeting, political_intent: 'MAYBE' }, 'political_intent'],
    ['a group that is no id', { targeting, campaign_group_id: 'Spring' }, 'campaign_group_id'],
  ])('is not made with %s', (_case, config, text) => {
    expect(() => bodyOf({ config })).toThrow(refusal('invalid-config', text));
  });

  it.each([
    ['brand_awareness', 'BRAND_AWARENESS', 'MAX_IMPRESSION', 'CPM'],
    ['traffic', 'WEBSITE_VISIT', 'MAX_CLICK', 'CPM'],
    ['engagement', 'ENGAGEMENT', 'MAX_CLICK', 'CPM'],
    ['video_views', 'VIDEO_VIEW', 'MAX_VIDEO_VIEW', 'CPV'],
    ['lead_gen', 'LEAD_GENERATION', 'MAX_LEAD', 'CPM'],
    ['conversions', 'WEBSITE_CONVERSION', 'MAX_CONVERSION', 'CPM'],
    ['sales', 'WEBSITE_CONVERSION', 'MAX_CONVERSION', 'CPM'],
  ] as const)('for %s aims at %s', (objective, objectiveType, optimizationTargetType, costType) => {
    const spec = { ...sampleSpec, objective, config: { targeting } };
    const body = linkedinCreateBody({ spec, name, now: before }, linkedinSettings(spec), account);
    expect(body).toMatchObject({ objectiveType, optimizationTargetType, costType });
  });

  it('refuses app installs, which LinkedIn has no objective for', () => {
    const spec = { ...sampleSpec, objective: 'app_installs' as const, config: { targeting } };
    expect(() => linkedinCreateBody({ spec, name, now: before }, linkedinSettings(spec), account)).toThrow(
      refusal('objective-not-supported', 'app_installs'),
    );
  });
});

describe('who sees a LinkedIn campaign', () => {
  const ages = (...texts: readonly string[]) => ({
    'urn:li:adTargetingFacet:ageRanges': texts.map((text) => `urn:li:ageRange:${text}`),
  });

  it.each([
    [18, 65, ['(18,24)', '(25,34)', '(35,54)', '(55,2147483647)']],
    [25, 34, ['(25,34)']],
    [35, undefined, ['(35,54)', '(55,2147483647)']],
    [undefined, 24, ['(18,24)']],
    [55, 99, ['(55,2147483647)']],
  ])('are the ages from %s to %s as whole ranges, 65 being the open end', (from, to, texts) => {
    const limits = { ...(from === undefined ? {} : { age_min: from }), ...(to === undefined ? {} : { age_max: to }) };
    expect(facets(bodyFor(limits))).toMatchObject(ages(...texts));
  });

  it.each([
    [20, 40, 'the nearest inside is 25–34'],
    [13, 65, 'the nearest inside is 18–65'],
    [18, 60, 'the nearest inside is 18–54'],
    [36, 50, 'none of them lies inside'],
  ])('are not the ages from %s to %s, which LinkedIn cannot tell apart', (from, to, text) => {
    expect(() => bodyFor({ age_min: from, age_max: to })).toThrow(refusal('unsupported', text));
  });

  it('are all ages and languages where none is asked for', () => {
    expect(facets(bodyFor({}))).toEqual({ 'urn:li:adTargetingFacet:locations': ['urn:li:geo:103644278'] });
  });

  it('are people in the countries whose ids are known, or in the places given', () => {
    const config = { targeting: { countries: ['GB', 'DE', 'FR', 'CA'] }, locale: 'en_US' };
    expect(facets(bodyOf({ config }))).toEqual({
      'urn:li:adTargetingFacet:locations': [101_165_590, 101_282_230, 105_015_875, 101_174_742].map(
        (geo) => `urn:li:geo:${geo}`,
      ),
    });
    const locations = ['urn:li:geo:103883259'];
    expect(facets(bodyOf({ config: { targeting: { countries: ['AT'], locations }, locale: 'de_DE' } }))).toEqual({
      'urn:li:adTargetingFacet:locations': locations,
    });
  });

  it('are never more than was asked for: what LinkedIn cannot be told is refused by name', () => {
    expect(() => bodyOf({ config: {} })).toThrow(refusal('targeting-missing', 'targeting.countries'));
    expect(() => bodyFor({ countries: [] })).toThrow(refusal('targeting-missing', 'targeting.locations'));
    expect(() => bodyFor({ countries: ['US', 'AT', 'CH'] })).toThrow(
      refusal(
        'unsupported',
        'targeting.countries: AT, CH: give LinkedIn geo URNs in platform_specific_config.linkedin',
      ),
    );
    expect(() => bodyFor({ interests: ['sport'] })).toThrow(refusal('unsupported', 'targeting.interests: sport'));
    expect(() => bodyFor({ locations: ['Vienna'] })).toThrow(refusal('unsupported', 'targeting.locations: Vienna'));
  });

  it('go without what was accepted by name, and never without places', () => {
    const aged = { ...sampleSpec, config: { targeting: { ...targeting, age_min: 20 } }, accepted: ['targeting.age'] };
    const body = linkedinCreateBody({ spec: aged, name, now: before }, linkedinSettings(aged), account);
    expect(facets(body)).toEqual({ 'urn:li:adTargetingFacet:locations': ['urn:li:geo:103644278'] });
    const nowhere = { ...sampleSpec, config: { targeting: { countries: ['AT'] } }, accepted: ['targeting.countries'] };
    expect(() => linkedinCreateBody({ spec: nowhere, name, now: before }, linkedinSettings(nowhere), account)).toThrow(
      refusal('targeting-missing', 'targeting.countries'),
    );
  });

  it('have the interests, and are in the audiences, that are given by their URNs', () => {
    const audiences = { include: ['urn:li:adSegment:1'], exclude: ['urn:li:adSegment:2'] };
    const body = bodyFor({ interests: ['urn:li:interest:9'], audiences });
    expect(facets(body)).toMatchObject({
      'urn:li:adTargetingFacet:interests': ['urn:li:interest:9'],
      'urn:li:adTargetingFacet:audienceMatchingSegments': ['urn:li:adSegment:1'],
    });
    expect(body['targetingCriteria']).toMatchObject({
      exclude: { or: { 'urn:li:adTargetingFacet:audienceMatchingSegments': ['urn:li:adSegment:2'] } },
    });
  });

  it('are women or men where asked for', () => {
    expect(facets(bodyFor({ genders: ['female'] }))).toMatchObject({
      'urn:li:adTargetingFacet:genders': ['urn:li:gender:FEMALE'],
    });
  });

  it.each([
    ['of the United States alone', { targeting }, 'en', 'US'],
    ['of one language and one country', { targeting: { countries: ['DE'], languages: ['de'] } }, 'de', 'DE'],
    ['that is given', { targeting: { countries: ['DE', 'FR'] }, locale: 'en_US' }, 'en', 'US'],
  ])('read ads in the language %s', (_case, config, language, country) => {
    expect(bodyOf({ config })).toMatchObject({ locale: { language, country } });
  });

  it.each([
    ['no language for another country', { targeting: { countries: ['DE'] } }, 'locale-missing', 'locale'],
    [
      'places that may be in any country',
      { targeting: { ...targeting, locations: ['urn:li:geo:101282230'] } },
      'locale-missing',
      'locale',
    ],
    ['no language for two countries', { targeting: { countries: ['US', 'GB'] } }, 'locale-missing', 'locale'],
    ['two languages', { targeting: { ...targeting, languages: ['en', 'es'] } }, 'unsupported', 'en, es'],
    [
      'a language that is not the one of the ads',
      { targeting: { ...targeting, languages: ['es'] }, locale: 'en_US' },
      'unsupported',
      'en_US',
    ],
  ])('are not guessed from %s', (_case, config, code, text) => {
    expect(() => bodyOf({ config })).toThrow(refusal(code, text));
  });
});
