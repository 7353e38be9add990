import { describe, expect, it } from '@jest/globals';
import { dayText, encodedValue, listOf, searchFor } from './rest-li.ts';

describe("LinkedIn's query grammar", () => {
  it('keeps its own signs raw and encodes those of a value', () => {
    expect(listOf(['urn:li:sponsoredCampaign:1', '2'])).toBe('List(urn%3Ali%3AsponsoredCampaign%3A1,2)');
    expect(searchFor('name', ['Spring Sale [op-7f3a]'])).toBe('(name:(values:List(Spring%20Sale%20%5Bop-7f3a%5D)))');
    expect(dayText('2026-11-01')).toBe('(year:2026,month:11,day:1)');
  });

  it('lets no sign of a value end the value', () => {
    const name = "Sale (50%), it's here: now! *~ A&B=C+D #1 ünï";
    const encoded = encodedValue(name);
    expect(encoded).toMatch(/^[\w.%-]+$/);
    expect(decodeURIComponent(encoded)).toBe(name);
    // What the runtime makes of the URL before it goes out.
    const { search } = new URL(`https://linkedin/rest/adCampaigns?search=${searchFor('name', [name])}`);
    expect(search).toBe(`?search=(name:(values:List(${encoded})))`);
  });
});
