import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TenantRequestDetail } from '../api/answers.ts'
import { resendMails } from '../api/customers.ts'
import { detailOf } from '../api/problem.ts'
import { useSay } from './notices.tsx'
import { exactTime } from './time.tsx'

type Mail = TenantRequestDetail['mails'][number]

const words: Readonly<Record<Mail['status'], readonly ['pending' | 'success' | 'error', string]>> = {
  preparing: ['pending', 'On its way'],
  sent: ['success', 'Sent'],
  failed: ['error', 'Failed'],
}

type Delivery = NonNullable<Mail['delivery']>

/** What the receiver's side told of a sent mail, and what to do about it. */
const deliveries: Readonly<
  Record<
    Delivery['status'],
    { readonly shown: readonly ['success' | 'warning' | 'error', string]; readonly todo?: string }
  >
> = {
  delivered: { shown: ['success', 'Delivered'] },
  bounced: {
    shown: ['error', 'Bounced'],
    todo: 'The address does not take mail. Check it in Tenant settings: until it is right, this person learns of nothing.',
  },
  complained: {
    shown: ['warning', 'Marked as spam'],
    todo: 'Their mail program reported it as spam, so that the next mail may not arrive. Ask them to take it out of the spam folder.',
  },
  rejected: {
    shown: ['error', 'Not sent'],
    todo: 'The mail service refused to send it. Mail it again; if that does not help, tell the vendor.',
  },
}

/** Who was mailed, whether that worked, and a way to mail them again. */
export function Mails({ request, zone }: { readonly request: TenantRequestDetail; readonly zone: string }) {
  const { id, mails, refusals, state } = request
  const say = useSay()
  const queries = useQueryClient()
  const resend = useMutation({
    mutationFn: (approverIds?: readonly string[]) => resendMails(id, approverIds),
    onSuccess: async () => {
      say('success', 'The mail goes out again, with a new link and a new code. Earlier ones stay valid.')
      await queries.invalidateQueries({ queryKey: ['customers', 'request', id] })
    },
    onError: (error) => say('error', detailOf(error), 'The mail was not sent again'),
  })
  const may = state === 'ActionNeeded' && refusals.mails === undefined
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${mails.length})`}
          description={state === 'ActionNeeded' ? refusals.mails?.detail : undefined}
          actions={
            may && (
              <Button loading={resend.isPending} onClick={() => resend.mutate(undefined)}>
                Mail everybody again
              </Button>
            )
          }
        >
          Mails
        </Header>
      }
    >
      {mails.length === 0 ? (
        <Box color="text-body-secondary">No mail was sent yet.</Box>
      ) : (
        <ul className="plain">
          {mails.map((mail) => (
            <li key={mail.id}>
              <div className="mail">
                <MailStatus mail={mail} />
                <div>
                  {mail.name ?? mail.email}
                  {mail.role === 'observer' && ' (observer)'}
                  <Box variant="small" display="block" color="text-body-secondary">
                    {mail.email} · {exactTime(mail.at, zone)}
                    {mail.attempts > 1 && ` · ${mail.attempts} attempts`}
                    {mail.error && ` · ${mail.error}`}
                    {mail.delivery?.detail && ` · ${mail.delivery.detail}`}
                  </Box>
                  {mail.delivery && deliveries[mail.delivery.status].todo && (
                    <Box fontSize="body-s">{deliveries[mail.delivery.status].todo}</Box>
                  )}
                </div>
                {may && mail.role === 'approver' && (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Mail ${mail.name ?? mail.email} again`}
                    disabled={resend.isPending}
                    onClick={() => resend.mutate([mail.id])}
                  >
                    Mail again
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Container>
  )
}

function MailStatus({ mail: { status, delivery } }: { readonly mail: Mail }) {
  const [type, text] = delivery ? deliveries[delivery.status].shown : words[status]
  return <StatusIndicator type={type}>{text}</StatusIndicator>
}
