const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tools/type-stripping.cjs' },
  testEnvironment: 'node',
};
const dirs = '<rootDir>/{packages,services,apps,bench,tools}/**';

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: [`${dirs}/*.spec.ts`], testPathIgnorePatterns: ['\\.(int|e2e)\\.spec\\.ts$', '/node_modules/'] },
    { ...shared, displayName: 'int', testMatch: [`${dirs}/*.int.spec.ts`] },
    { ...shared, displayName: 'e2e', testMatch: [`${dirs}/*.e2e.spec.ts`] },
  ],
};
