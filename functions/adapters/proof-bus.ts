import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { proofDetailTypes, proofSource } from '../domain/proofs/notice.ts'
import type { ProofBus } from '../ports.ts'
import { putOnBus } from './event-bus.ts'

/** The stack's bus for who announces proofs, and nothing else. */
export const proofBus = (EventBusName: string, client = new EventBridgeClient({})): ProofBus => ({
  announce: (notice) =>
    putOnBus(
      { EventBusName, Source: proofSource, DetailType: proofDetailTypes[notice.kind], Detail: JSON.stringify(notice) },
      client,
    ),
})
