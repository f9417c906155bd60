import { expect, inject, it } from 'vitest'
import { proofTour } from '../../infra/local/proof-tour.ts'
import { tour } from '../../infra/local/tour.ts'

it('an auditor takes the ledger away, and finds at home what was changed in it, or written anew', async () => {
  const told: string[] = []
  const target = inject('target')
  await tour(target, () => undefined).deny()
  await proofTour(target, (line) => told.push(line)).verify()
  const said = told.filter((line) => line.startsWith('→'))
  expect(said.map((line) => /TAMPERED|FORKED|holds|evidence\.zip/.exec(line)?.[0])).toEqual([
    'holds',
    'TAMPERED',
    'TAMPERED',
    'FORKED',
    'evidence.zip',
  ])
  expect(told.join('\n')).toMatch(/entry \d+, line \d+: Hash/)
  expect(told.join('\n')).toMatch(/: CutOff/)
})
