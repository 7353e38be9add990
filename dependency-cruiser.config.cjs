/** The structure rules of docs/architecture.md, checked on every commit. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'services-never-import-services',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '\\.(int|e2e)\\.spec\\.ts$|/testing/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-never-import-services-or-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|apps|bench)/' },
    },
    {
      name: 'services-never-import-apps',
      severity: 'error',
      from: { path: '^services/', pathNot: '\\.(int|e2e)\\.spec\\.ts$|/testing/' },
      to: { path: '^apps/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'No input or output in a decision: only contracts, the decider types, comparing values, the calendar and seeded ' +
        'chance: temporal-polyfill, croner and pure-rand compute with the instants and seeds they are given.',
      severity: 'error',
      from: { path: '^packages/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['core', 'npm'],
        path: '.',
        pathNot: '^util$|^node:util$|node_modules/(zod|croner|temporal-polyfill|pure-rand)',
      },
    },
    {
      name: 'contracts-know-nobody',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(packages/(?!contracts/)|services|apps)' },
    },
    {
      name: 'no-deep-imports',
      severity: 'error',
      from: { path: '^(packages|services|apps)/([^/]+)/' },
      to: {
        path: '^(packages|services|apps)/[^/]+/src/(?!index\\.ts|contract-suites/index\\.ts|global-)',
        pathNot: '^$1/$2/',
      },
    },
    {
      name: 'product-code-uses-no-test-code',
      severity: 'error',
      from: {
        path: '^(packages|services|apps)/',
        pathNot: '\\.spec\\.ts$|^packages/testing/|/contract-suites/|/testing/',
      },
      to: { path: '^packages/testing/|\\.spec\\.ts$' },
    },
    {
      name: 'the-telemetry-sdk-is-loaded-when-telemetry-is-on',
      comment: 'It takes 25 MB.',
      severity: 'error',
      from: {},
      to: { path: '/telemetry/sdk\\.ts$', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/.*/node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
