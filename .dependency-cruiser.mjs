// The layers of this code base, as rules: what may import what. `npm run boundaries` checks them.
// swc reads the TypeScript: TypeScript 7 has no JavaScript API that dependency-cruiser could use.

/** Packages that are pure functions over their input: all that the domain may stand on. */
const purePackages = '^node_modules/(canonicalize|tinyduration|valibot)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-exist',
      comment: 'Every import leads to a file or a package that is installed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'dependencies-are-declared',
      comment: 'A package that is imported stands in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'functions-run-on-dependencies',
      comment: 'What runs in Lambda imports no devDependency; types are erased and may come from one.',
      severity: 'error',
      from: { path: '^(functions|guard|sample)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports itself and pure packages: no AWS, no environment, no other layer.',
      severity: 'error',
      from: { path: '^functions/domain/' },
      to: { pathNot: ['^functions/domain/', purePackages], dependencyTypesNot: ['core'] },
    },
    {
      name: 'domain-does-no-node-io',
      comment: 'Hashing is a pure function of its input: digest.ts alone imports node:crypto.',
      severity: 'error',
      from: { path: '^functions/domain/', pathNot: '^functions/domain/digest\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'digest-imports-crypto-only',
      comment: 'Of Node, the domain has node:crypto and nothing else.',
      severity: 'error',
      from: { path: '^functions/domain/digest\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'ports-know-the-domain-only',
      comment: 'Ports are interfaces in the words of the domain.',
      severity: 'error',
      from: { path: '^functions/ports(/|\\.ts$)' },
      to: { pathNot: '^functions/(domain|ports)/' },
    },
    {
      name: 'adapters-own-the-sdk',
      comment: 'One AWS service an adapter: no other function code knows that there is an SDK.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/adapters/' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    {
      name: 'use-cases-take-ports',
      comment: 'Only entry points and the wiring choose an adapter; a use case is given its ports.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/(adapters/|runtime/|.*handler\\.ts$|.*wiring\\.ts$)' },
      to: { path: '^functions/adapters/' },
    },
    {
      name: 'nobody-imports-an-entry-point',
      comment: 'A handler has side effects on import; functions of two callers share use cases, not handlers.',
      severity: 'error',
      from: { path: '^(functions|infra)/' },
      to: { path: '^functions/.*handler\\.ts$' },
    },
    {
      name: 'callers-stand-alone',
      comment:
        'One folder a kind of caller: what two of them need belongs to the domain, to requests, the runtime or the mail.',
      severity: 'error',
      from: {
        path: '^functions/(operator|vendor-admin|approver|auditor|vendor-auditor|receipt|link|web|workflow|stream|events|identity|breakglass|check|pass|proofs|export)/',
      },
      to: {
        path: '^functions/(operator|vendor-admin|approver|auditor|vendor-auditor|receipt|link|web|workflow|stream|events|identity|breakglass|check|pass|proofs|export)/',
        pathNot: '^functions/$1/',
      },
    },
    {
      name: 'what-callers-share-knows-no-caller',
      comment: 'What two kinds of callers share about requests, or about reading a ledger, is the use of neither.',
      severity: 'error',
      from: { path: '^functions/(requests|audit)/' },
      to: {
        path: '^functions/(operator|vendor-admin|approver|auditor|vendor-auditor|receipt|link|workflow|stream|events|identity|breakglass|check|pass|proofs|export)/',
      },
    },
    {
      name: 'functions-know-no-infrastructure',
      comment: 'Lambda code is bundled without the CDK, and without tests.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|test)/|^node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    },
    {
      name: 'the-contract-is-generated-from-schemas',
      comment: 'The OpenAPI document stands on what handlers parse and answer with, on nothing that runs.',
      severity: 'error',
      from: { path: '^contract/' },
      to: {
        path: '^(functions|cli|infra|test)/',
        pathNot: '^functions/(contract|domain|runtime)/|/(schema|query)\\.ts$',
      },
    },
    {
      name: 'the-command-is-a-client',
      comment:
        'It knows the API by its contract, as any other client would, and shares pure functions with the domain.',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: '^(functions|contract|infra|test)/',
        pathNot: '^functions/(contract/(audit-)?answers|domain/[\\w-]+|runtime/env)\\.ts$|^contract/client\\.ts$',
      },
    },
    {
      name: 'the-verifier-is-pure',
      comment: 'It runs on a machine of an auditor and in browsers: the domain, and packages that run in both.',
      severity: 'error',
      from: { path: '^verifier/' },
      to: { pathNot: ['^(verifier|functions/domain)/', purePackages, '^node_modules/(jose|postal-mime)/'] },
    },
    {
      name: 'the-verifier-depends-on-nothing-of-the-vendor',
      comment:
        'What it is given are files: no part of the lockbox calls it, but for the command, the page, and the demo.',
      severity: 'error',
      from: { path: '^(functions|guard|sample|contract|infra)/', pathNot: '^infra/local/' },
      to: { path: '^verifier/' },
    },
    {
      name: 'nobody-imports-the-command',
      comment: 'It is an end: only its tests know it.',
      severity: 'error',
      from: { path: '^(functions|contract|infra)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'web-runs-in-a-browser',
      comment:
        'The admin centre takes types of the contract, and of what runs in Lambda only what is pure and runs anywhere.',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/(build|sizes)\\.ts$' },
      to: {
        path: '^(functions|infra|test)/',
        pathNot: '^functions/(domain/(request|time)|mail/times)\\.ts$|^verifier/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'web-has-no-node',
      comment: 'A browser has none of it.',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/(build|sizes)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-session-and-api-show-nothing',
      comment: 'What signs in and what calls the API does not depend on how it looks.',
      severity: 'error',
      from: { path: '^web/(session|api)/' },
      to: { path: '^web/(pages|parts)/|^node_modules/@cloudscape-design/' },
    },
    {
      name: 'web-parts-know-no-page',
      comment: 'Pages are made of parts, and each is loaded by itself: no page imports another one.',
      severity: 'error',
      from: { path: '^web/(parts|pages)/' },
      to: { path: '^web/pages/' },
    },
    {
      name: 'nobody-imports-the-web',
      comment: 'It is built and served, not called: only its build is imported, and by tests what is pure.',
      severity: 'error',
      from: { path: '^(functions|infra)/' },
      to: { path: '^web/', pathNot: '^web/build\\.ts$' },
    },
    {
      name: 'the-guard-stands-alone',
      comment: "It runs in the vendor's data services, which have nothing of the lockbox.",
      severity: 'error',
      from: { path: '^guard/' },
      to: { path: '^(functions|sample|contract|cli|infra|web|test)/|^node_modules/@aws-sdk/' },
    },
    {
      name: 'the-sample-knows-the-guard-only',
      comment: 'A data service of the vendor has no other way in.',
      severity: 'error',
      from: { path: '^sample/' },
      to: { path: '^(functions|contract|cli|infra|web|test)/' },
    },
    {
      name: 'functions-know-no-data-service',
      comment: 'The lockbox gives out tokens; who takes them is on the other side.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(guard|sample)/' },
    },
    {
      name: 'infrastructure-knows-no-tests',
      comment: 'What is deployed does not depend on how it is tested.',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: '^node_modules/' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
