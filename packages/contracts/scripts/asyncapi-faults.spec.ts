import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { asyncApiFaults } from './asyncapi-faults.ts';

const path = join(import.meta.dirname, '../../../docs/asyncapi.json');

const prices = JSON.stringify({
  asyncapi: '3.0.0',
  info: { title: 'Prices', version: '1.0.0' },
  channels: {
    prices: {
      address: 'prices',
      messages: {
        priceSet: {
          headers: { type: 'object', properties: { ce_type: { type: 'string' } } },
          payload: { $ref: './events/TemplateCreated.v1.json' },
        },
      },
    },
  },
  operations: { sendPrices: { action: 'send', channel: { $ref: '#/channels/prices' } } },
});

describe('An AsyncAPI document', () => {
  it('is valid when it and everything that it refers to is', async () => {
    expect(await asyncApiFaults(prices, path)).toEqual([]);
  });

  it.each([
    ['sends to a channel that it does not have', '#/channels/prices', '#/channels/costs', 'operations.sendPrices'],
    ['refers to a schema that is not there', 'TemplateCreated', 'TemplateMade', 'channels.prices.messages'],
    ['gives a header a type that no value has', '"string"', '"text"', 'channels.prices.messages'],
    ['does not say which version of AsyncAPI it has', '"asyncapi":"3.0.0",', '', ''],
  ])('is not when it %s', async (_, right, wrong, where) => {
    const faults = await asyncApiFaults(prices.replace(right, wrong), path);
    expect(faults).not.toEqual([]);
    for (const fault of faults) expect(fault.slice(0, where.length)).toBe(where);
  });
});
