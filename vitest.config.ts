import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files go by name, in every run: the last one looks at what all the others did to the local AWS. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) =>
      (a.moduleId.split('/test/')[1] ?? '').localeCompare(b.moduleId.split('/test/')[1] ?? ''),
    )
  }
}

/** What needs a real local AWS takes as long as its timers; everything else must be quick. */
const minutes = 60_000

export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    projects: [
      {
        // Quick, but a thousand random histories on a busy machine are not.
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: minutes / 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // One synth takes seconds: one of each deployment for all of these files.
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          globalSetup: ['test/support/assemblies.ts'],
          testTimeout: 2 * minutes,
          hookTimeout: 2 * minutes,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The second verifier runs on the Python of the local AWS: the first run installs it.
        test: {
          name: 'verifiers',
          include: ['test/second-verifier/**/*.test.ts'],
          testTimeout: minutes,
          hookTimeout: 5 * minutes,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: minutes,
          hookTimeout: minutes,
          // Each file has a browser and a site of its own; two at once are what two cores draw in time.
          maxWorkers: 2,
          // A busy machine draws slowly.
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 3 },
        },
      },
      {
        // One local AWS for all of these files, one file after the other: they count calls and read mails.
        test: {
          name: 'local',
          include: ['test/e2e/**/*.test.ts', 'test/adapters/**/*.test.ts'],
          globalSetup: ['test/support/local-aws.ts'],
          testTimeout: 2 * minutes,
          hookTimeout: 5 * minutes,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
