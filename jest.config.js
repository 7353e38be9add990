const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tools/type-stripping.cjs' },
  testEnvironment: 'node',
};
const withPostgres = {
  ...shared,
  globalSetup: '<rootDir>/packages/testing/src/global-postgres.ts',
  globalTeardown: '<rootDir>/packages/testing/src/global-postgres-teardown.ts',
};
const withKafka = {
  ...shared,
  globalSetup: '<rootDir>/packages/testing/src/kafka/global-kafka.ts',
  globalTeardown: '<rootDir>/packages/testing/src/kafka/global-kafka-teardown.ts',
};
const dirs = '<rootDir>/{packages,services,apps,bench,tools}/**';

export default {
  // A test that hangs fails; one on a busy machine does not.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [`${dirs}/*.spec.ts`],
      testPathIgnorePatterns: ['\\.(int|e2e|kafka)\\.spec\\.ts$', '/node_modules/'],
    },
    { ...withPostgres, displayName: 'int', testMatch: [`${dirs}/*.int.spec.ts`] },
    { ...withKafka, displayName: 'kafka', testMatch: [`${dirs}/*.kafka.spec.ts`] },
    { ...withPostgres, displayName: 'e2e', testMatch: [`${dirs}/*.e2e.spec.ts`] },
  ],
};
