import Button from '@cloudscape-design/components/button'
import { useMutation } from '@tanstack/react-query'
import { detailOf } from '../api/problem.ts'
import { remind } from '../api/vendor.ts'
import { useSay } from './notices.tsx'

/** Mails the approvers of a waiting request again: once an hour, as the API says. */
export function Remind({ id }: { readonly id: string }) {
  const say = useSay()
  const send = useMutation({
    mutationFn: () => remind(id),
    onSuccess: () => say('success', 'The approvers are mailed again. You can remind them once an hour.'),
    onError: (error) => say('error', detailOf(error), 'The approvers were not reminded'),
  })
  return (
    <Button loading={send.isPending} onClick={() => send.mutate()}>
      Remind the approvers
    </Button>
  )
}
