import { useParams } from 'react-router'
import * as api from '../api/customers.ts'
import { useZone } from '../parts/customer-queries.ts'
import { useOnce } from '../parts/live.ts'
import { ReceiptPage } from '../parts/receipt.tsx'

/** The receipt of one request of the organisation's. */
export function Component() {
  const { id = '' } = useParams()
  const query = useOnce('customers', ['receipt', id], () => api.getReceipt(id))
  return <ReceiptPage id={id} query={query} zone={useZone()} request={`/app/requests/${id}`} />
}
