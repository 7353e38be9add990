import { describe, expect, it } from '@jest/globals';
import { parsedRestLi, queryOf } from './rest-li.ts';

describe("LinkedIn's query grammar", () => {
  it.each([
    ['ACTIVE', 'ACTIVE'],
    ['List()', []],
    ['List(ACTIVE,PAUSED)', ['ACTIVE', 'PAUSED']],
    ['List(urn%3Ali%3AsponsoredCampaign%3A1)', ['urn:li:sponsoredCampaign:1']],
    ['(status:(values:List(ACTIVE,PAUSED)))', { status: { values: ['ACTIVE', 'PAUSED'] } }],
    ['(name:(values:List(Sale%20%2850%25%29%2C%20A%3AB)))', { name: { values: ['Sale (50%), A:B'] } }],
    ['(start:(year:2026,month:11,day:1))', { start: { year: '2026', month: '11', day: '1' } }],
  ])('reads %s', (text, value) => {
    expect(parsedRestLi(text)).toEqual(value);
  });

  it.each([
    'urn:li:sponsoredCampaign:1',
    'List(a,b',
    'List(a(b))',
    '(status)',
    '(status:ACTIVE',
    '(:ACTIVE)',
    '(a:1)(b:2)',
    'List(Sale (50%), now)',
  ])('does not read %s', (text) => {
    expect(parsedRestLi(text)).toBeUndefined();
  });

  it('takes parentheses that a client has encoded for a word', () => {
    expect(parsedRestLi('%28status%3AACTIVE%29')).toBe('(status:ACTIVE)');
  });

  it('stands in parameters that are split before they are decoded', () => {
    expect(queryOf('q=search&search=(name:(values:List(A%26B%3DC)))')).toEqual({
      q: 'search',
      search: '(name:(values:List(A%26B%3DC)))',
    });
  });
});
