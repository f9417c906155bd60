import { useParams } from 'react-router'
import * as api from '../../api/vendor.ts'
import { useOnce } from '../../parts/live.ts'
import { ReceiptPage } from '../../parts/receipt.tsx'
import { browserZone } from '../../zone.ts'

/** The receipt of one's own request. */
export function Component() {
  const { id = '' } = useParams()
  const query = useOnce('operators', ['receipt', id], () => api.getReceipt(id))
  return <ReceiptPage id={id} query={query} zone={browserZone()} request={`/app/vendor/requests/${id}`} />
}
