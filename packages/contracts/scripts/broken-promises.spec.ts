import { describe, expect, it } from '@jest/globals';
import { brokenPromises } from './broken-promises.ts';

const euros = { type: 'object', properties: { euros: { type: 'integer' } }, required: ['euros'] };
const micros = { type: 'object', properties: { micros: { type: 'integer' } }, required: ['micros'] };

describe('The published events', () => {
  it('may get a further type', () => {
    expect(brokenPromises({ 'PriceSet.v1': euros }, { 'PriceSet.v1': euros, 'PriceDropped.v1': euros })).toEqual([]);
  });

  it('may get another version, which is as different as it likes', () => {
    expect(brokenPromises({ 'PriceSet.v1': euros }, { 'PriceSet.v2': micros })).toEqual([]);
    expect(brokenPromises({ 'PriceSet.v1': euros, 'PriceSet.v2': micros }, { 'PriceSet.v2': micros })).toEqual([]);
  });

  it('may not lose a type', () => {
    expect(brokenPromises({ 'PriceSet.v1': euros }, {})).toEqual(['PriceSet.v1: the event type was removed']);
  });

  it('may not have a version overwritten instead of another added', () => {
    expect(brokenPromises({ 'PriceSet.v1': euros }, { 'PriceSet.v1': micros })).toEqual([
      'PriceSet.v1 data.euros: was removed; add version 2 and leave this one',
      'PriceSet.v1 data.micros: is newly required; add version 2 and leave this one',
    ]);
  });

  it('may not go back to an earlier version', () => {
    expect(brokenPromises({ 'PriceSet.v1': euros, 'PriceSet.v2': micros }, { 'PriceSet.v1': euros })).toEqual([
      'PriceSet.v2: the version was removed, 1 is the latest',
    ]);
  });

  it('may not have an earlier version rewritten or dropped, although it is not generated any more', () => {
    const published = { 'PriceSet.v1': euros, 'PriceSet.v2': micros };
    const generated = { 'PriceSet.v2': micros };
    expect(brokenPromises(published, generated, published)).toEqual([]);
    expect(brokenPromises(published, generated, { ...published, 'PriceSet.v1': { type: 'object' } })).toEqual([
      'PriceSet.v1 data.euros: was removed; add version 3 and leave this one',
    ]);
    expect(brokenPromises(published, generated, generated)).toEqual([
      'PriceSet.v1: the schema of an earlier version is missing; it cannot be generated any more',
    ]);
  });

  it('keep the schemas of earlier versions, of which events are still in the topics', () => {
    expect(brokenPromises({ 'PriceSet.v2': micros }, { 'PriceSet.v2': micros })).toEqual([
      'PriceSet.v1: the schema of an earlier version is missing; it cannot be generated any more',
    ]);
  });
});
