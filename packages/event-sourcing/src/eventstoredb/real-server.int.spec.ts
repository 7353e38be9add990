import { describe, it, jest } from '@jest/globals';
import { describeEventStoreDbAdapter } from './testing/behaviour.ts';
import { findEventStoreDb, isRequired } from './testing/real-server.ts';

// The image may have to be fetched first.
jest.setTimeout(300_000);

const name = 'EventStoreDB';
const found = await findEventStoreDb();

if (typeof found === 'function') {
  describeEventStoreDbAdapter(name, found);
} else if (isRequired('eventstoredb')) {
  it(`${name} has ${found.missing}, as REQUIRE_ENGINES asks for`, () => {
    throw new Error(`This run does not have ${found.missing}`);
  });
} else {
  describe.skip(`${name} (needs ${found.missing})`, () => {
    describeEventStoreDbAdapter(name, () => Promise.reject(new Error(`no ${found.missing}`)));
  });
}
