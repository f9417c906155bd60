import { expect, inject, it } from 'vitest'
import { proofTour } from '../../infra/local/proof-tour.ts'

it('an auditor takes the ledger away, and finds at home what was changed in it', async () => {
  const told: string[] = []
  await proofTour(inject('target'), (line) => told.push(line)).verify()
  const said = told.filter((line) => line.startsWith('→'))
  expect(said.map((line) => /TAMPERED|holds/.exec(line)?.[0])).toEqual(['holds', 'TAMPERED', 'TAMPERED'])
  expect(told.join('\n')).toMatch(/entry \d+, line \d+: (Hash|Transition)/)
  expect(told.join('\n')).toMatch(/: CutOff/)
})
