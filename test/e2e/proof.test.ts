import { expect, inject, it } from 'vitest'
import { proofTour } from '../../infra/local/proof-tour.ts'

it('an auditor takes the ledger away, and finds at home what was changed in it', async () => {
  const told: string[] = []
  await proofTour(inject('target'), (line) => told.push(line)).verify()
  expect(told.filter((line) => line.startsWith('→')).map((line) => line.split(':')[0])).toEqual([
    '→ holds',
    '→ tampered',
    '→ tampered',
  ])
})
