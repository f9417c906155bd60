import Button from '@cloudscape-design/components/button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { startDrill } from '../api/customers.ts'
import { isProblem } from '../api/problem.ts'
import { Confirm } from './confirm.tsx'

/** Starts a fire drill: a request that goes the whole way and opens no door. */
export function Drill() {
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: startDrill,
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['customers'] })
      void navigate(`/app/requests/${id}`)
    },
    onError: (error) => {
      const open = isProblem(error, 'RequestAlreadyOpen') ? error.members.requestId : undefined
      if (typeof open === 'string') void navigate(`/app/requests/${open}`)
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>Start a fire drill</Button>
      {asking && (
        <Confirm
          title="Start a fire drill?"
          does="Mail a fire drill to every approver"
          busy={start.isPending}
          error={start.error}
          onConfirm={() => start.mutate()}
          onCancel={() => {
            setAsking(false)
            start.reset()
          }}
        >
          Every approver gets a mail marked as a fire drill, and decides it like a real request. No door opens, whatever
          they answer. The drill's page then shows who got the mail, who answered how, and after how many minutes.
        </Confirm>
      )}
    </>
  )
}
