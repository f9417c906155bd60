import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { Stage } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import { buildSync } from 'esbuild'
import { buildWeb } from '../web/build.ts'

/** Every Lambda entry point, by the name of its function. */
export const entryPoints = {
  operator: 'functions/operator/handler.ts',
  vendorAdmin: 'functions/vendor-admin/handler.ts',
  approver: 'functions/approver/handler.ts',
  auditor: 'functions/auditor/handler.ts',
  vendorAuditor: 'functions/vendor-auditor/handler.ts',
  receipt: 'functions/receipt/handler.ts',
  link: 'functions/link/handler.ts',
  web: 'functions/web/handler.ts',
  notify: 'functions/workflow/notify.handler.ts',
  settle: 'functions/workflow/settle.handler.ts',
  end: 'functions/workflow/end.handler.ts',
  relay: 'functions/stream/relay.handler.ts',
  ledger: 'functions/stream/ledger.handler.ts',
  tell: 'functions/events/tell.handler.ts',
  invite: 'functions/events/invite.handler.ts',
  sweep: 'functions/events/sweep.handler.ts',
  catalogue: 'functions/events/catalogue.handler.ts',
  breakglass: 'functions/breakglass/handler.ts',
  preToken: 'functions/identity/pre-token.handler.ts',
  check: 'functions/check/handler.ts',
  delivery: 'functions/events/delivery.handler.ts',
  pass: 'functions/pass/handler.ts',
  checkpointClock: 'functions/proofs/clock.handler.ts',
  checkpoint: 'functions/proofs/checkpoint.handler.ts',
  export: 'functions/export/handler.ts',
} as const
export type FunctionName = keyof typeof entryPoints

/** The sample data service: not a function of the lockbox, but a service that stands behind it. */
const sample = { sample: 'sample/handler.ts' } as const
export type BundleName = FunctionName | keyof typeof sample

const root = join(import.meta.dirname, '..')
/** The API's own description, served with the web app. */
const contract = join(root, 'contract', 'openapi.json')
const built = new WeakMap<IConstruct, string>()

/**
 * Bundles all functions at once, with the one setting there is, and gives the folder of one of them. In one call
 * esbuild needs less than a second for all; CDK's `NodejsFunction` starts it anew for each.
 */
export function bundleOf(scope: IConstruct, name: BundleName): string {
  const stage = Stage.of(scope)
  if (!stage) throw new Error('functions are bundled into the output folder of an app')
  let folder = built.get(stage)
  if (!folder) {
    folder = join(stage.outdir, 'bundles')
    buildSync({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(
        Object.entries({ ...entryPoints, ...sample }).map(([key, file]) => [`${key}/index`, file]),
      ),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      // Some dependencies publish CommonJS first, which bundles worse.
      mainFields: ['module', 'main'],
      // CommonJS inside a bundle calls `require` for Node's own modules; an ESM file has none.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      minify: true,
      // Names of errors and functions stay readable in logs: no source map is loaded at run time.
      keepNames: true,
      legalComments: 'none',
      logLevel: 'warning',
    })
    buildWeb(join(folder, 'web'))
    if (existsSync(contract)) copyFileSync(contract, join(folder, 'web', 'openapi.json'))
    built.set(stage, folder)
  }
  return join(folder, name)
}
