import { display, type RequestState } from '../../functions/domain/request.ts'

/** The states that a request of the history can have, to choose from. */
export const stateChoices = (states: readonly RequestState[]) =>
  states.filter((state) => state !== 'ActionNeeded').map((state) => ({ value: state, label: display[state] }))
