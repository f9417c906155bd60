import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Comment } from '../api/answers.ts'
import { detailOf } from '../api/problem.ts'
import { useDraft } from '../session/draft.ts'
import { exactTime } from './time.tsx'

const longest = 1200

interface Props {
  readonly comments: readonly Comment[]
  readonly zone: string
  /** Name under which what is being typed is kept. */
  readonly draft: string
  readonly send: (text: string) => Promise<unknown>
  readonly refresh: QueryKey
  /** Who reads it, said before it is sent. */
  readonly who: string
}

/** Questions and answers between the two sides. */
export function Comments({ comments, zone, draft, send, refresh, who }: Props) {
  const queries = useQueryClient()
  const [text, setText] = useDraft(draft, '')
  const sending = useMutation({
    mutationFn: () => send(text.trim()),
    onSuccess: async () => {
      setText(undefined)
      await queries.invalidateQueries({ queryKey: refresh })
    },
  })
  const tooLong = text.length > longest ? `${text.length - longest} characters too many` : ''
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${comments.length})`}>
          Comments
        </Header>
      }
    >
      <SpaceBetween size="m">
        {comments.length === 0 && (
          <Box color="text-body-secondary">No comments yet. Ask here what you need to know to decide.</Box>
        )}
        <div role="log" aria-label="Comments">
          <SpaceBetween size="m">
            {comments.map(({ id, at, by, text: said }) => (
              <article key={id}>
                <Box variant="strong">{by.name}</Box>{' '}
                <Box variant="small" color="text-body-secondary" display="inline">
                  {by.kind === 'approver' ? 'customer' : 'vendor'} · {exactTime(at, zone)}
                </Box>
                <p className="written">{said}</p>
              </article>
            ))}
          </SpaceBetween>
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() && !tooLong) sending.mutate()
          }}
        >
          <SpaceBetween size="xs">
            <FormField
              label="Write a comment"
              description={who}
              errorText={tooLong || (sending.error ? detailOf(sending.error) : '')}
              stretch
            >
              <Textarea value={text} rows={3} onChange={({ detail }) => setText(detail.value)} />
            </FormField>
            <Button formAction="submit" loading={sending.isPending} disabled={text.trim() === ''}>
              Send comment
            </Button>
          </SpaceBetween>
        </form>
      </SpaceBetween>
    </Container>
  )
}
