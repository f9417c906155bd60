import { type QueryKey, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { PageOf } from '../api/answers.ts'
import { ApiProblem } from '../api/problem.ts'
import type { Side } from '../session/person.ts'
import { isSignedIn } from '../session/session.ts'

/** Seconds between two looks at what others may change; an unchanged answer is a 304. */
const every = 8

// Only a page that somebody looks at polls: the query client stops in the background by itself.
// What was refused stays refused.
const poll = (side: Side) => (query: { readonly state: { readonly error: unknown } }) =>
  isSignedIn(side) && !isRefusal(query.state.error) ? every * 1000 : false

const isRefusal = (error: unknown) => error instanceof ApiProblem && error.status >= 400 && error.status < 500

/** Whether asking again can help: a refusal stays one. */
const mayRetry = (failures: number, error: unknown) =>
  failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500)

/** Something that others change while it is looked at. */
export const useLive = <T>(side: Side, queryKey: QueryKey, queryFn: () => Promise<T>, enabled = true) =>
  useQuery({ queryKey: [side, ...queryKey], queryFn, refetchInterval: poll(side), retry: mayRetry, enabled })

/** Something that is asked for when somebody opens it, and stays as it was given. */
export const useOnce = <T>(side: Side, queryKey: QueryKey, queryFn: () => Promise<T>) =>
  useQuery({ queryKey: [side, ...queryKey], queryFn, retry: mayRetry, refetchOnWindowFocus: false })

/** A list that pages by cursor, kept new as far as it was opened. */
export function useLiveList<T>(
  side: Side,
  queryKey: QueryKey,
  page: (cursor?: string) => Promise<PageOf<T>>,
  enabled = true,
) {
  const query = useInfiniteQuery({
    queryKey: [side, ...queryKey],
    queryFn: ({ pageParam }) => page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PageOf<T>) => last.cursor,
    refetchInterval: poll(side),
    retry: mayRetry,
    enabled,
  })
  return { ...query, items: query.data?.pages.flatMap(({ items }) => items) }
}
