import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../../http/exchange.ts';
import { searchAnswer } from './search.ts';

const search = (count: number, queryText: string) => {
  const request = { method: 'GET', path: '', parameters: {}, queryText, headers: {}, contentType: '', bodyText: '' };
  const elements = Array.from({ length: count }, (_, index) => ({ id: index + 1, json: {}, searched: {} }));
  try {
    return searchAnswer({ ...request, baseUrl: '' }, elements, []);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
};

describe('a search without pages', () => {
  it('gives up to a thousand elements at once, and no more', () => {
    expect(search(1000, 'q=search')).toMatchObject({ status: 200, body: { metadata: {} } });
    expect(search(1001, 'q=search')).toMatchObject({
      status: 400,
      body: { message: 'Request would return too many entities.' },
    });
    expect(search(1001, 'q=search&pageSize=1000')).toMatchObject({
      status: 200,
      body: { metadata: { nextPageToken: expect.any(String) } },
    });
  });
});
